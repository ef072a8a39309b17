## La persona dibujada. El primer grupo nombra dibujos y rótulos; el resto describe un dibujo con palabras.

person-neck = Cabeza, cuello y hombros de una persona, de frente
person-arm = El brazo derecho de una persona, de lado
person-hand = La mano derecha de una persona, con un bolígrafo sobre el papel
person-twin = gemelo sano
person-asked = debe tirar
person-behind = por detrás

person-neck-rest = La cabeza está erguida y mira al frente.
person-neck-turn-right = La cabeza está girada { $degrees }° hacia la derecha de la persona.
person-neck-turn-left = La cabeza está girada { $degrees }° hacia la izquierda de la persona.
person-neck-tilt-right = Está inclinada { $degrees }° hacia el hombro derecho.
person-neck-tilt-left = Está inclinada { $degrees }° hacia el hombro izquierdo.
person-neck-nod-forwards = Está doblada { $degrees }° hacia delante.
person-neck-nod-back = Está echada { $degrees }° hacia atrás, con el mentón levantado.
person-neck-lift-left = El hombro izquierdo está levantado.
person-neck-lift-right = El hombro derecho está levantado.
person-neck-drop-left = El hombro izquierdo está bajado.
person-neck-drop-right = El hombro derecho está bajado.

person-arm-rest = El brazo cuelga en reposo.
person-arm-shoulder-forwards = El brazo está levantado { $degrees }° hacia delante.
person-arm-shoulder-back = El brazo está llevado { $degrees }° hacia atrás.
person-arm-elbow-bent = El codo está doblado { $degrees }°.
person-arm-elbow-straight = El codo está estirado { $degrees }°.
person-arm-palm-down = El antebrazo está girado { $degrees }°, con la palma hacia abajo.
person-arm-palm-up = El antebrazo está girado { $degrees }°, con la palma hacia arriba.
person-arm-wrist-bent = La muñeca está doblada { $degrees }° hacia la palma.
person-arm-wrist-back = La muñeca está doblada { $degrees }° hacia atrás.
person-arm-wrist-little = La mano está desviada { $degrees }° hacia el meñique.
person-arm-wrist-thumb = La mano está desviada { $degrees }° hacia el pulgar.
person-arm-fingers-bent = Los dedos están cerrados { $degrees }°.
person-arm-fingers-straight = Los dedos están estirados { $degrees }°.

person-hand-rest = La mano descansa y ningún dedo aprieta el bolígrafo.
person-hand-wrist-bent = La muñeca está doblada { $degrees }° hacia la palma.
person-hand-wrist-back = La muñeca está doblada { $degrees }° hacia atrás.
person-hand-wrist-little = La mano está desviada { $degrees }° hacia el meñique.
person-hand-wrist-thumb = La mano está desviada { $degrees }° hacia el pulgar.
person-hand-thumb-bent = El pulgar está doblado { $degrees }°.
person-hand-thumb-straight = El pulgar está estirado { $degrees }°.
person-hand-index-bent = El índice está doblado { $degrees }°.
person-hand-index-straight = El índice está estirado { $degrees }°.
person-hand-middle-bent = El dedo medio está doblado { $degrees }°.
person-hand-middle-straight = El dedo medio está estirado { $degrees }°.
person-hand-ring-bent = El anular está doblado { $degrees }°.
person-hand-ring-straight = El anular está estirado { $degrees }°.
person-hand-little-bent = El meñique está doblado { $degrees }°.
person-hand-little-straight = El meñique está estirado { $degrees }°.

person-schematic = { $body }, como esquema: huesos, articulaciones y músculos
person-schematic-rest = El cuerpo está en reposo.
person-schematic-turned = { $dof }: { $degrees }°.

person-muscles-asked =
    { $count ->
        [0] Ningún músculo hace lo que pide la tarea.
        [one] Un músculo hace lo que pide la tarea.
       *[other] { $count } músculos hacen lo que pide la tarea.
    }
person-muscles-unasked =
    { $count ->
        [0] No se suma ningún otro músculo.
        [one] Un músculo trabaja sin que nadie se lo pida.
       *[other] { $count } músculos trabajan sin que nadie se lo pida.
    }
person-touched = Una mano toca a la persona.
person-twin-differs = Un contorno discontinuo muestra al gemelo sano, que tiene otra postura.
