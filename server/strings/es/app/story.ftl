### La historia: una frase, una imagen y una acción por pantalla.
###
### Para cada pantalla: -heading (como mucho 12 palabras), -text (como mucho dos frases cortas),
### -act (el botón o el control), -after (se muestra solo cuando el cuerpo lo ha hecho), -sure
### (empieza con uno de los cuatro niveles de abajo), -source-text y -source-key (clave de las
### referencias, la misma en todos los idiomas).

## Qué seguridad hay: los cuatro niveles

story-level-well-measured = Bien medido
story-level-some-studies = Algunos estudios
story-level-contested = En discusión
story-level-this-model-only = Solo en este modelo

## Todas las pantallas

story-title = ¿Por qué no dejan de torcerse?
story-start = Empezar la historia
story-next = Siguiente
story-back = Atrás
story-skip = Ir al final
story-restart = Empezar de nuevo
story-replay = Verlo otra vez
story-reset = Dejarlo como estaba
story-progress = Pantalla { $number } de { $total }
story-progress-list = Las pantallas de esta historia
story-sure-label = ¿Qué seguridad hay?
story-source-label = De dónde sale esto
story-source-more = Saber más sobre esta fuente
story-source-hide = Ocultar la fuente
story-model-notice = Esto es un modelo informático. No es una persona y no da consejos médicos.
story-twin-label = Línea discontinua: el mismo cuerpo con todas las señales de «para»
story-not-yet = Todavía no. Espera un momento.
story-did-not-happen = Esta vez el cuerpo no lo ha hecho. El azar también cuenta; míralo otra vez.
story-paused = En pausa
story-play = Reproducir
story-pause = Pausa
story-history-label = Los últimos { $seconds } segundos
story-gauge-label = Músculos que luchan entre sí
story-strength-label = Prueba de fuerza
story-strength-value = { $percent } % de toda la fuerza
story-strength-normal = normal
story-lesson-link = Una lección sobre esto
story-explore-link = Probarlo en Explorar

## Comienzo

story-opening-heading = «Dicen que mis músculos son fuertes. ¿Por qué no paran de torcerse?»
story-opening-text = Este cuello se tuerce sin que nadie se lo pida. La prueba de fuerza de al lado da un resultado normal.
story-opening-act = Enséñame por qué
story-opening-after = Empecemos por cómo se hace un movimiento.
story-opening-sure = En discusión: en este modelo se conserva toda la fuerza. En dos estudios, las personas con distonía tenían menos fuerza que las demás. En uno de ellos, todas habían recibido toxina botulínica, que debilita los músculos.
story-opening-source-text = Häkkinen y su equipo (2004) midieron a 23 personas con distonía del cuello. Tenían entre un 25 y un 44 % menos de fuerza. Todas habían recibido toxina botulínica, y la debilidad iba unida al dolor.
story-opening-source-key = hakkinen2004

## Adelante y para

story-gostop-heading = Todo movimiento es un «adelante» y un «para».
story-gostop-text = Para doblar el codo, un músculo recibe «adelante». El músculo que lo frenaría recibe «para».
story-gostop-act = Dobla el codo
story-gostop-after = El codo se dobla. El músculo del otro lado se queda tranquilo.
story-gostop-sure = Bien medido: cuando se llama a un músculo del antebrazo, una pequeña célula nerviosa de la médula espinal calma al músculo contrario.
story-gostop-source-text = Day, Marsden, Obeso y Rothwell (1984) lo midieron en el antebrazo de diez personas sanas.
story-gostop-source-key = day1984

## El «para» se pierde

story-stoplost-heading = En la distonía se pierde una parte del «para».
story-stoplost-text = Mueve el control. Fíjate en el músculo del otro lado del brazo.
story-stoplost-act = Cuánto «para» llega
story-stoplost-value = Llega el { $percent } % del «para»
story-stoplost-after = El músculo contrario ha despertado. Ahora dos músculos tiran uno contra otro.
story-stoplost-sure = Algunos estudios: la señal de «para» entre los músculos del antebrazo era más débil en personas con calambre del escritor. También lo es en otras enfermedades, así que puede ser una consecuencia y no la causa.
story-stoplost-source-text = Un estudio de 1995 comparó a 13 personas con calambre del escritor y a 14 personas sanas. El «para» era más débil en los dos brazos, también en el que no tenía calambre.
story-stoplost-source-key = chen1995

## Se extiende

story-spread-heading = Los músculos siguen activos. Los vecinos se suman. El cuerpo se bloquea.
story-spread-text = A este cuello se le pide un solo giro, pequeño y suave. Pulsa el botón y mira.
story-spread-act = Gira un poco la cabeza
story-spread-after = Se lo pidieron a una sola pareja de músculos. Otros se sumaron, y la cabeza se va mucho más lejos de lo pedido.
story-spread-sure = Algunos estudios: cuando se mueven las personas con distonía de la mano, se suman más músculos de los necesarios. Cuánto se tuerce el cuerpo aquí ocurre solo en este modelo.
story-spread-source-text = Sitburana y su equipo (2009) miraron vídeos de 30 personas con distonía de la mano. En el 28 % se veían movimientos de más en el mismo brazo; en las personas sanas, en el 4 %.
story-spread-source-key = sitburana2009

## Relájate

story-relax-heading = «Relájate y ya está», dice la gente. Prueba.
story-relax-text = Pulsa el botón y la persona del modelo dejará de intentar moverse. Mira el cuello.
story-relax-act = Relájate y ya está
story-relax-after = Ya nadie lo intenta, y el cuello no se ha soltado. En este estado, soltarse no es algo que la persona pueda hacer.
story-relax-sure = Solo en este modelo: hasta donde hemos visto, nadie ha medido que una postura siga después de soltar. Descansar puede sentar bien, y nadie tiene la culpa si no basta.
story-relax-source-text = Vitek y su equipo (1999) midieron a tres personas con distonía de todo el cuerpo. Los músculos contrarios tiraban a la vez incluso en reposo.
story-relax-source-key = vitek1999

## Estrés

story-stress-heading = En un día de estrés, el tirón crece.
story-stress-text = En este modelo, con el estrés, las células que mueven los músculos responden con más fuerza. Como falta «para», pasa todavía más.
story-stress-act = Añade estrés
story-stress-after = El tirón ha crecido. Solo ha cambiado el estrés.
story-stress-sure = En discusión: los médicos lo describen desde hace mucho. En una prueba con 20 músicos, el estrés puso los músculos más tensos, pero sus movimientos no empeoraron.
story-stress-source-text = Un estudio de 2016 puso bajo estrés a 20 músicos con distonía y a 16 músicos sanos. Los músculos contrarios tiraron más a la vez; el movimiento siguió igual.
story-stress-source-key = neuropsychologia2016

## Esfuerzo

story-effort-heading = Esforzarse más lo empeora. Aquí no hay debilidad ni pereza.
story-effort-text = Más esfuerzo manda más «adelante». Si falta «para», también llega a los músculos que no deben moverse.
story-effort-act = Esfuérzate más
story-effort-after = Más esfuerzo, más torsión. Este cuello no es débil ni perezoso.
story-effort-sure = Algunos estudios: los expertos coinciden en que querer moverse a menudo pone en marcha la distonía o la empeora. Cuánto añade cada poco de esfuerzo no se ha medido, que sepamos. En este modelo solo crece hasta un esfuerzo mediano.
story-effort-source-text = Albanese y su equipo (2013): un grupo internacional de expertos acordó qué es la distonía.
story-effort-source-key = albanese2013

## Tocar

story-touch-heading = Un toque suave puede devolver la cabeza a su sitio, un rato.
story-touch-text = Muchas personas descubren ese toque por sí mismas, a menudo en la parte baja de la cara. Los médicos lo llaman truco sensorial o gesto antagonista.
story-touch-act = Toca la cara
story-touch-act-end = Quita la mano
story-touch-after = La cabeza vuelve. Sigue mirando.
story-touch-fading = El toque sigue ahí, pero cada vez ayuda menos.
story-touch-ended = El toque ha terminado y la torsión ha vuelto.
story-touch-sure = Bien medido: la mayoría de las personas con distonía del cuello conocen un toque así. Cuánto tarda en ayudar y cuánto dura no se ha medido, que sepamos. No se sabe por qué ayuda; la forma en que funciona aquí es una suposición nuestra.
story-touch-source-text = Patel y su equipo (2014): 138 de 154 personas con distonía del cuello usaban un truco así. A 60 les ayudaba en parte y a 55 claramente.
story-touch-source-key = patel2014

## Red

story-network-heading = No es una sola pieza rota. Es una red.
story-network-text = Quita el «para» en uno de estos cuatro lugares. ¿Importa cuál?
story-network-act = Quitar el «para» aquí
story-network-place-cortex = La capa exterior del cerebro (corteza)
story-network-place-basal-ganglia = En lo profundo del cerebro (ganglios basales)
story-network-place-cerebellum = En la parte de atrás (cerebelo)
story-network-place-spinal = En la médula espinal
story-network-after = { $tried ->
    [one] Has quitado el «para» en un lugar y los músculos luchan entre sí más que en una persona sana. Prueba otro.
   *[other] Has probado { $tried } lugares, uno por uno, y todas las veces los músculos luchan entre sí más que en una persona sana.
  }
story-network-sure = Algunos estudios: la distonía puede aparecer tras un daño en distintas partes del cerebro. Ese daño no es lo habitual; la mayoría de los adultos con distonía de una sola parte del cuerpo tienen un escáner normal.
story-network-source-text = Corp y su equipo (2022) reunieron a 359 personas con distonía por un daño cerebral. Estaba en los ganglios basales en el 46 %, en el tálamo en el 28 % y en el tronco del encéfalo en el 23 %; algunas tenían más de un lugar.
story-network-source-key = corp2022

## Creer

story-believed-heading = «Está todo en tu mente». Durante décadas se dijo eso.
story-believed-text = El escáner suele salir normal, y un toque que ayuda parece un truco. Por eso no se creía a las personas.
story-believed-act = ¿Qué se ha encontrado?
story-believed-after = Se han medido señales de «para» más débiles y ritmos poco comunes en lo profundo del cerebro. Eso no lo elige nadie.
story-believed-sure = Algunos estudios: esta historia está bien contada, y también las largas esperas hasta saber el nombre correcto. Además existe la distonía funcional. Es igual de real, se produce de otra manera y comparte algunos hallazgos, así que las pruebas solas no bastan para distinguirlas.
story-believed-source-text = Broussolle y su equipo (2015) cuentan que, en 1894, un toque que ayudaba se tomó como prueba de que la causa estaba en la mente. Ese error duró décadas.
story-believed-source-key = broussolle2015

## Tú

story-you-heading = ¿A ti te ayuda un toque?
story-you-text = Si tienes distonía, aquí puedes llevar un diario privado. Se queda en este dispositivo.
story-you-act = Abrir mi diario
story-you-after = Tu nota está guardada en este dispositivo y en ningún otro sitio.
story-you-sure = Bien medido: la mayoría de las personas con distonía del cuello conocen un toque que ayuda. Si a ti no te ayuda ninguno, eso no dice nada malo de ti.
story-you-source-text = Patel y su equipo (2014): 138 de 154 personas con distonía del cuello usaban un truco así.
story-you-source-key = patel2014

## Lo que se sabe

story-known-heading = ¿Qué se sabe y qué no?
story-known-text = Se sabe: las señales de «para» suelen ser más débiles y un toque ayuda a menudo. No se sabe: por qué empieza y qué cambio llega primero.
story-known-act = Ver las dos listas
story-known-after = Las dos listas son sinceras, y las dos cambiarán.
story-known-known-heading = Se sabe
story-known-known-1 = Los músculos tiran sin que nadie se lo pida. No se hace a propósito.
story-known-known-2 = En varios estudios, las señales de «para» eran más débiles: en el brazo, en la mano y en el cerebro.
story-known-known-3 = La mayoría de las personas con distonía del cuello conocen un toque que ayuda.
story-known-known-4 = Hay tratamientos y ayudan a muchas personas. Conviene preguntar a un médico que conozca los trastornos del movimiento.
story-known-unknown-heading = No se sabe
story-known-unknown-1 = Por qué empieza en una persona y no en otra.
story-known-unknown-2 = Si un «para» más débil es la causa o una consecuencia.
story-known-unknown-3 = Qué hace un toque en el cerebro.
story-known-unknown-4 = Si el estrés cambia los movimientos o solo la tensión de los músculos.
story-known-sure = En discusión: un estudio encontró señales de «para» más débiles también en la distonía funcional. Sus autores dicen que pueden ser, en parte, una consecuencia de la distonía y no su causa.
story-known-source-text = Espay y su equipo (2006) compararon a 10 personas con distonía funcional, 8 con otra distonía y 12 sanas.
story-known-source-key = espay2006

## A probar

story-sandbox-heading = Ahora es tuyo. Adelante, prueba.
story-sandbox-text = Cambia lo que quieras y mira qué hace el cuerpo. Siempre puedes dejarlo como estaba.
story-sandbox-act = Abrir Explorar
story-sandbox-after = Ya está todo abierto: el cuerpo, la red y todos los controles.
story-sandbox-lessons = Ir a las lecciones
story-sandbox-share = Compartir esta historia
story-sandbox-sure = Solo en este modelo: sirve para pensar. No puede decir qué tiene nadie, y nadie debería cambiar un tratamiento por lo que vea aquí.
story-sandbox-source-text = Quartarone y Hallett (2013) resumen las ideas en las que se basa este modelo.
story-sandbox-source-key = quartarone2013

## El diario

diary-title = Mi diario de toques
diary-privacy = Este diario se queda en este dispositivo. No se envía a ningún sitio, y nadie más puede leerlo si no usa este dispositivo.
diary-privacy-clear = Si borras los datos de tu navegador, el diario se pierde. Imprímelo si quieres guardarlo.
diary-not-advice = Estas notas pueden ayudarte a hablar con tu médico. No son una prueba.
diary-add = Añadir una nota
diary-date = Fecha
diary-where = Dónde fue el toque
diary-where-hint = Por ejemplo: la barbilla, la mejilla, la parte de atrás de la cabeza
diary-where-chin = Barbilla
diary-where-cheek = Mejilla
diary-where-forehead = Frente
diary-where-back-of-head = Parte de atrás de la cabeza
diary-where-neck = Cuello
diary-where-shoulder = Hombro
diary-where-hand = Mano o brazo
diary-where-imagined = En ningún sitio: solo lo he imaginado
diary-where-other = En otro sitio
diary-helped = ¿Ha ayudado?
diary-helped-not-at-all = Nada
diary-helped-a-little = Un poco
diary-helped-a-lot = Mucho
diary-how-long = ¿Cuánto tiempo?
diary-how-long-moment = Un momento
diary-how-long-while-touching = Solo mientras duró el toque
diary-how-long-minutes = Unos minutos
diary-how-long-longer = Más tiempo
diary-note = Nota
diary-note-hint = Lo que quieras recordar. Puedes dejarlo vacío.
diary-save = Guardar
diary-cancel = Cancelar
diary-edit = Cambiar esta nota
diary-delete = Borrar esta nota
diary-empty = Todavía no hay notas.
diary-count = { $count ->
    [0] Ninguna nota
    [one] { $count } nota
   *[other] { $count } notas
  }
diary-saved = Guardado en este dispositivo.
diary-full = En el diario caben { $most } notas como máximo. Borra una para añadir otra.
diary-deleted = La nota está borrada.
diary-print = Imprimir
diary-print-heading = Mi diario de toques: lo que he notado
diary-print-made = Escrito por mí y guardado en mi propio dispositivo. Impreso el { $date }.
diary-erase = Borrar todo
diary-erase-ask = { $count ->
    [one] ¿Borrar tu nota? No se puede deshacer.
   *[other] ¿Borrar las { $count } notas? No se puede deshacer.
  }
diary-erase-yes = Sí, borrar todo
diary-erase-no = No, conservarlas
diary-erased = Se ha borrado todo de este dispositivo.
diary-stays = Se queda en este dispositivo
diary-unavailable = Este navegador no permite que la página guarde notas. Aun así, puedes escribirlas e imprimirlas ahora.
diary-missing-where = Di dónde fue el toque, por favor.
diary-missing-helped = Di si te ha ayudado, por favor.
diary-close = Cerrar el diario
