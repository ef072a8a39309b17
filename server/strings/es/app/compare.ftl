### Comparar: dos cuerpos con el mismo azar y un solo reloj.

compare-title = Compara dos cuerpos
compare-pair = Comparar
compare-own = Tu propia pareja
compare-own-setting = Ajuste propio
compare-touched = { $name }, con un toque
compare-changed = { $name }, con cambios
compare-yours = Tu ajuste de Explorar y uno sano
compare-third = Un tercio del «para» perdido
compare-swap = Intercambiar los lados
compare-change = Cambiar el lado { $side }
compare-same = Poner { $side } igual que { $other }
compare-open = Abrir { $side } en Explorar
compare-time = Tiempo
compare-key-k = Reproducir o pausar
compare-key-r = Volver al principio
compare-key-x = Intentar moverse o relajarse
compare-key-s = Un paso
compare-key-w = Intercambiar los lados

## Parejas preparadas y los nombres de sus lados

compare-pair-dystonia = Sano y con distonía
compare-pair-dystonia-a = Sano
compare-pair-dystonia-b = Con distonía
compare-pair-touch = Sin toque y con un toque suave
compare-pair-touch-a = Sin toque
compare-pair-touch-b = Con un toque suave
compare-pair-stress = En calma y con estrés
compare-pair-stress-a = En calma
compare-pair-stress-b = Con estrés
compare-pair-effort = Con poco esfuerzo y con más
compare-pair-effort-a = Con poco esfuerzo
compare-pair-effort-b = Con más esfuerzo
compare-pair-toxin = Sin toxina botulínica y con ella
compare-pair-toxin-a = Sin toxina
compare-pair-toxin-b = Con toxina en un músculo
compare-pair-stimulation = Sin estimulación cerebral profunda y con ella
compare-pair-stimulation-a = Sin estimulación
compare-pair-stimulation-b = Con estimulación del pálido
compare-pair-drug = Sin anticolinérgico y con él
compare-pair-drug-a = Sin el fármaco
compare-pair-drug-b = Con un anticolinérgico
compare-pair-places = El «para» perdido en la corteza y en el cerebelo
compare-pair-places-a = Perdido solo en la corteza
compare-pair-places-b = Perdido solo en el cerebelo
compare-named-dystonia = Sano y con un tercio perdido
compare-named-touch = Sin toque y con un toque suave
compare-named-stimulation = Sin estimulación del pálido y con ella
compare-named-places = Todo perdido en los ganglios basales y en el cerebelo

## Qué es distinto ahora: una frase que dice dónde, qué y cuánto

compare-where =
    { $place ->
        [left] A la izquierda,
        [right] A la derecha,
        [a] En A,
       *[b] En B,
    }
compare-muscles-too =
    { $than ->
        [more] { $count ->
            [one] , y trabaja un músculo más.
           *[other] , y trabajan { $count } músculos más.
        }
        [fewer] { $count ->
            [one] , y trabaja un músculo menos.
           *[other] , y trabajan { $count } músculos menos.
        }
       *[same] .
    }
compare-start = Pulsa «Reproducir». Los dos cuerpos empiezan desde el mismo reposo y con el mismo azar.
compare-equal = Los dos lados tienen el mismo ajuste y el mismo azar, así que los dos cuerpos hacen lo mismo.
compare-silent = En los dos cuerpos descansan todos los músculos.
compare-alike = Los dos cuerpos hacen casi lo mismo.
compare-fight = { compare-where } los músculos luchan más entre sí. La postura es casi la misma.
compare-muscles =
    { compare-where } { $count ->
        [one] trabaja un músculo más
       *[other] trabajan { $count } músculos más
    }. La postura es casi la misma.

compare-neck-turn = { compare-where } la cabeza está girada { $degrees } grados más hacia { $way ->
        [plus] la derecha
       *[minus] la izquierda
    } de la persona{ compare-muscles-too }
compare-neck-tilt = { compare-where } la cabeza está inclinada { $degrees } grados más hacia el hombro { $way ->
        [plus] derecho
       *[minus] izquierdo
    }{ compare-muscles-too }
compare-neck-nod = { compare-where } la cabeza está { $way ->
        [plus] doblada { $degrees } grados más hacia delante
       *[minus] echada { $degrees } grados más hacia atrás
    }{ compare-muscles-too }
compare-arm-shoulder = { compare-where } el brazo está { $way ->
        [plus] levantado { $degrees } grados más hacia delante
       *[minus] { $degrees } grados más atrás
    }{ compare-muscles-too }
compare-arm-elbow = { compare-where } el codo está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-arm-rotation = { compare-where } la palma está girada { $degrees } grados más hacia { $way ->
        [plus] abajo
       *[minus] arriba
    }{ compare-muscles-too }
compare-arm-wrist = { compare-where } la muñeca está doblada { $degrees } grados más hacia { $way ->
        [plus] la palma
       *[minus] atrás
    }{ compare-muscles-too }
compare-arm-deviation = { compare-where } la mano está doblada { $degrees } grados más hacia el { $way ->
        [plus] meñique
       *[minus] pulgar
    }{ compare-muscles-too }
compare-arm-fingers = { compare-where } los dedos están { $degrees } grados más { $way ->
        [plus] cerrados
       *[minus] estirados
    }{ compare-muscles-too }
compare-hand-wrist = { compare-where } la muñeca está doblada { $degrees } grados más hacia { $way ->
        [plus] la palma
       *[minus] atrás
    }{ compare-muscles-too }
compare-hand-deviation = { compare-where } la mano está doblada { $degrees } grados más hacia el { $way ->
        [plus] meñique
       *[minus] pulgar
    }{ compare-muscles-too }
compare-hand-thumb = { compare-where } el pulgar está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-hand-index = { compare-where } el índice está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-hand-middle = { compare-where } el dedo corazón está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-hand-ring = { compare-where } el anular está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-hand-little = { compare-where } el meñique está { $degrees } grados más { $way ->
        [plus] doblado
       *[minus] estirado
    }{ compare-muscles-too }
compare-aloud = { $side }: { $name }. { $body } { $value }, { $word }.

## Los últimos 30 segundos

compare-history = Los últimos 30 segundos
compare-history-turn = Lejos de la postura sana
compare-history-index = Músculos que luchan entre sí

## Los ajustes que son distintos

compare-apart = Qué ajustes son distintos
compare-apart-what = Ajuste
compare-apart-none = Ninguno. Los dos lados tienen el mismo ajuste.
compare-apart-note = Todo lo demás es igual en los dos lados, también el azar: cada diferencia viene de estos ajustes y no de la casualidad.
compare-lesions = Salida de { $population } apagada
compare-stimuli = Estimulación de { $population }

## Medido en varias repeticiones

compare-measured = Medido en varias repeticiones
compare-measured-text = { $runs } parejas de repeticiones, cada una con su propio azar. La persona intenta hacer lo que se le pide y mantenerlo. Los números describen este modelo, no a personas.
compare-measure = Medir los dos lados
compare-measuring = Midiendo. Tarda un momento.
compare-measured-done = La tabla de abajo está lista.
compare-not-measurable = Aquí no se pueden medir lados con una parte apagada o estimulada.
compare-measured-caption = Medias y, entre paréntesis, sus intervalos del 95 %. «Distinto» quiere decir que el intervalo de la diferencia no contiene el cero.
compare-measured-measure = Medida
compare-measured-a = A
compare-measured-b = B
compare-measured-difference = B menos A
compare-measured-verdict = En palabras
compare-measured-cell = { $mean } (de { $low } a { $high })
compare-measured-nothing = sin valor
compare-measured-differs = distinto
compare-measured-alike = sin diferencia clara
compare-measured-unknown = sin valor
compare-measure-co-contraction-index = Músculos que luchan entre sí (cocontracción, de 0 a 1)
compare-measure-overflow = Otros músculos que se suman (desbordamiento, parte de toda la fuerza)
compare-measure-posture = Lejos de la postura sana (grados)
compare-csv = Guardar la tabla (CSV)

## Para llevar

compare-home = Para llevar
compare-link = Enlace a esta pareja
compare-embed = Código para mostrar esta pareja en otra página
compare-copy = Copiar
compare-svg = Imagen (SVG)
compare-png = Imagen (PNG)
compare-print = Imprimir
