### Explorar: la persona, la red y los controles, en vivo.

explore-title = Explorar
explore-problem = Una parte no se entendió y se pasó por alto. { $problem }
explore-play = Reproducir
explore-pause = Pausa
explore-reset = Volver al principio
explore-body = Parte del cuerpo
explore-body-neck = Cuello
explore-body-arm = Brazo
explore-body-hand = Mano
explore-any-body = Cualquier parte del cuerpo
explore-network = Por dónde van ADELANTE y PARA
explore-view = Cuánto mostrar de la red
explore-view-simple = Sencilla
explore-view-wiring = Red completa
explore-gauge = Músculos que luchan entre sí
explore-gauge-choice = Lo que muestra el medidor
explore-gauge-turn = Giro en grados
explore-gauge-index = Lucha de músculos
explore-levers = Lo que puedes cambiar
explore-change = Cambia una cosa
explore-none = nada
explore-all = todo

## Los primeros controles

explore-loss = «Para» perdido
explore-loss-help = Cuánto de la señal de parar no llega nunca
explore-effort = Esfuerzo
explore-effort-help = Con cuánta fuerza intenta moverse la persona
explore-stress = Estrés
explore-stress-help = Un sistema nervioso bajo amenaza
explore-touch = Toque
explore-touch-neck = Tocar la cara
explore-touch-arm = Tocar el codo
explore-touch-hand = Tocar el dedo
explore-relax = «Relájate»
explore-start-from = Empezar desde
explore-more = Más controles, por anatomía
explore-group-inhibition = Dónde se pierde el «para»
explore-group-sensory = El toque y el sentido de la posición
explore-group-state = El estado de la persona
explore-group-task = La tarea
explore-group-care = Tratamientos
explore-group-slow = Cambios lentos

## Lo que hace el cuerpo: la primera frase dice cuánto se pierde, la segunda lo que se ve

explore-lost-none = Llega toda la señal de parar.
explore-lost-little = Se pierde un poco de la señal de parar.
explore-lost-third = Se pierde cerca de un tercio de la señal de parar.
explore-lost-half = Se pierde cerca de la mitad de la señal de parar.
explore-lost-two-thirds = Se pierden cerca de dos tercios de la señal de parar.
explore-lost-most = Se pierde casi toda la señal de parar.
explore-lost-all = Se pierde toda la señal de parar.
explore-lost-uneven = La señal de parar se pierde en unos lugares más que en otros.
explore-rests = Nadie intenta moverse, y los músculos descansan.
explore-hardly = Los músculos apenas tiran.
explore-works = Solo tiran los músculos a los que se les pidió.
explore-works-on = Ya nadie intenta moverse, y aun así hay músculos que tiran.
explore-stays = Ya nadie intenta moverse, y la postura sigue ahí.
explore-joins = Otros músculos se suman.
explore-twists = Otros músculos se suman, y la postura cambia.
explore-neck-twists = Otros músculos se suman, y la cabeza se tuerce.
explore-neck-works = La cabeza gira, y solo tiran los músculos a los que se les pidió.
explore-arm-twists = Otros músculos se suman, y el brazo se tuerce.
explore-hand-twists = Otros músculos se suman, y la mano se agarrota.
explore-helped = Un toque suave devuelve la postura a su sitio, por un rato.
explore-neck-helped = Un toque suave devuelve la cabeza a su sitio, por un rato.
explore-touching = Una mano toca la piel con suavidad.

## Tiempo, deshacer, momentos guardados

explore-time = Tiempo y deshacer
explore-time-now = { $seconds } s de tiempo del modelo. Ruido aleatorio número { $seed }.
explore-step = Un paso
explore-step-back = Un paso atrás
explore-undo = Deshacer
explore-redo = Rehacer
explore-new-seed = Otro ruido aleatorio
explore-speed = Velocidad
explore-speed-0-25 = Lenta
explore-speed-1 = Como en la vida real
explore-speed-4 = Rápida
explore-moments = Momentos guardados
explore-moments-help = Guarda un momento para volver a él. Los momentos guardados duran hasta que cierras la página.
explore-keep = Guardar este momento
explore-moment = { $number }. { $body }, { $seconds } s
explore-moment-go = Ir al momento { $number }
explore-moment-drop = Quitar el momento { $number }
explore-traces = Músculo por músculo
explore-hear = Oír los músculos
explore-log = Lo que se cambió
explore-log-row = A los { $seconds } s: { $what }, { $value }
explore-log-command = Intentar moverse
explore-log-yes = sí
explore-log-no = no
explore-log-lesion = Salida apagada de { $name }
explore-log-stimulus = Estímulo a { $name }
explore-keys = Teclas
explore-key-k = Reproducir o pausar
explore-key-r = Volver al principio
explore-key-t = Tocar, o terminar el toque
explore-key-x = Intentar moverse, o relajarse
explore-key-s = Un paso
explore-key-z = Deshacer

## Una población de la red

explore-close = Cerrar
explore-region-cortex = Está en la corteza.
explore-region-basal-ganglia = Está en los ganglios basales.
explore-region-thalamus = Está en el tálamo.
explore-region-cerebellum = Está en el cerebelo.
explore-region-spinal-cord = Está en la médula espinal.
explore-region-afferent = Está fuera del cerebro y de la médula espinal, e informa desde allí.
explore-lesion = Apagar su salida
explore-stimulate = Estimularla
explore-stimulate-quiet = Calmar
explore-stimulate-none = Nada
explore-stimulate-a-little = Un poco
explore-stimulate-strong = Mucho
explore-stimulate-brief = Un empujón breve
explore-inputs = Lo que le llega
explore-outputs = A qué llega
explore-excitatory = { $name }: impulsa (peso { $weight })
explore-inhibitory = { $name }: frena (peso { $weight })
explore-no-links = Nada

## Los agentes Mesa del servidor

explore-agents = Comprobar con los agentes Mesa
explore-agents-help = El servidor repite el primer medio segundo de lo que hiciste aquí con los agentes del modelo, escritos en Python. Tu navegador calcula lo mismo con código compilado.
explore-agents-check = Que lo repitan los agentes
explore-agents-working = Los agentes están en marcha. Tarda unos segundos.
explore-agents-same = Igual hasta el último bit: { $count } números después de { $seconds } s.
explore-agents-differ = Los agentes dan otros números después de { $seconds } s. Avisa a quien mantiene este servidor y guárdale la grabación.
