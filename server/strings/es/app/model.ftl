### Los nombres que el modelo trae en inglés en sus tablas: controles, condiciones, músculos,
### articulaciones, lados, tareas, poblaciones y unidades. En inglés no hay este archivo, porque
### allí valen las tablas mismas.

## Controles (-meaning: qué cambia)

model-lever-loss-cortex = Corteza
model-lever-loss-cortex-meaning = Parte de la inhibición propia de la corteza motora (la de alrededor) que se pierde.
model-lever-loss-basal-ganglia = Ganglios basales
model-lever-loss-basal-ganglia-meaning = Parte de la inhibición de alrededor que se pierde en el estriado y el pálido.
model-lever-loss-cerebellum = Cerebelo
model-lever-loss-cerebellum-meaning = Parte que se pierde de la inhibición que las células de Purkinje ejercen sobre los núcleos.
model-lever-loss-spinal = Médula espinal
model-lever-loss-spinal-meaning = Parte de la inhibición recíproca y recurrente de la médula que se pierde.
model-lever-loss-region = Región del cuerpo
model-lever-loss-region-meaning = Articulación alrededor de la cual se pierde inhibición; si no se elige ninguna, en todas.
model-lever-loss-width = Amplitud de la región
model-lever-loss-width-meaning = Hasta dónde llega la pérdida alrededor de la región.
model-lever-loss-side = Lado del cuerpo
model-lever-loss-side-meaning = Lado en el que se pierde toda esa inhibición; en el otro lado se pierde una pequeña parte.
model-lever-touch = Toque suave
model-lever-touch-meaning = Fuerza de un toque suave en la piel (truco sensorial).
model-lever-touch-site = Articulación tocada
model-lever-touch-site-meaning = Articulación cuya piel se toca; si no se elige ninguna, la de la tarea.
model-lever-touch-expected = Toque esperado
model-lever-touch-expected-meaning = Con cuánta certeza se espera un toque, como cuando la mano se acerca al lugar.
model-lever-map-overlap = Mapa corporal borroso
model-lever-map-overlap-meaning = Parte de la señal sensitiva de cada músculo que llega al sitio de sus vecinos en el mapa sensitivo.
model-lever-proprioceptive-gain = Sensibilidad muscular
model-lever-proprioceptive-gain-meaning = Ganancia con la que los husos musculares responden al estiramiento.
model-lever-stress = Estrés
model-lever-stress-meaning = Alerta: más ganancia, un pequeño impulso y más ruido en el sistema motor.
model-lever-fatigue = Fatiga
model-lever-fatigue-meaning = Músculos cansados: menos fuerza con la misma activación y más ruido.
model-lever-effort = Esfuerzo
model-lever-effort-meaning = Cuánto se esfuerza la persona por usar el músculo deseado.
model-lever-task = Tarea
model-lever-task-meaning = Lo que hace la persona con varios músculos; si no se elige nada, solo usa el músculo deseado.
model-lever-agonist = Músculo deseado
model-lever-agonist-meaning = Músculo que la persona quiere usar; si no se elige ninguno, el habitual de la tarea o del cuerpo.
model-lever-toxin = Toxina botulínica
model-lever-toxin-meaning = Parte de la fuerza de un músculo que la toxina bloquea.
model-lever-toxin-muscle = Músculo inyectado
model-lever-toxin-muscle-meaning = Músculo en el que se inyecta; si no se elige ninguno, el contrario más fuerte del músculo deseado.
model-lever-pallidal-stimulation = Estimulación del pálido
model-lever-pallidal-stimulation-meaning = Hasta qué punto un valor constante sustituye la salida del pálido interno.
model-lever-anticholinergic = Fármaco anticolinérgico
model-lever-anticholinergic-meaning = Cuánto baja la ganancia de lo que entra en el estriado.
model-lever-lesion-thalamus = Lesión del tálamo
model-lever-lesion-thalamus-meaning = Parte de la salida del tálamo motor que se elimina.
model-lever-lesion-pallidum = Lesión del pálido
model-lever-lesion-pallidum-meaning = Parte de la salida del pálido interno que se elimina.
model-lever-plasticity = Plasticidad
model-lever-plasticity-meaning = Crecimiento con el uso de las conexiones laterales de la corteza motora.
model-lever-forgetting = Olvido
model-lever-forgetting-meaning = Vuelta a su fuerza inicial de las conexiones que han crecido.
model-lever-homeostasis = Homeostasis
model-lever-homeostasis-meaning = Parte de una pérdida duradera de inhibición que la red en reposo compensa.

## Lo que vale si no se elige nada

model-otherwise-loss-region = en todo el cuerpo
model-otherwise-loss-side = los dos lados
model-otherwise-touch-site = la articulación de la tarea
model-otherwise-task = solo el músculo deseado
model-otherwise-agonist = el músculo habitual
model-otherwise-toxin-muscle = el contrario del músculo deseado

## Condiciones preparadas

model-preset-healthy = Persona sana
model-preset-mild = Pérdida leve en todas partes
model-preset-moderate = Pérdida moderada en todas partes
model-preset-severe = Pérdida grave en todas partes
model-preset-cortex = Pérdida solo en la corteza
model-preset-basal-ganglia = Pérdida solo en los ganglios basales
model-preset-cerebellum = Pérdida solo en el cerebelo
model-preset-spinal = Pérdida solo en la médula espinal
model-preset-stressed = Persona sana con estrés
model-preset-moderate-stress = Pérdida moderada, con estrés
model-preset-moderate-effort = Pérdida moderada, con más esfuerzo
model-preset-moderate-touch = Pérdida moderada, con un toque suave
model-preset-moderate-stimulation = Pérdida moderada, con estimulación del pálido
model-preset-moderate-toxin = Pérdida moderada, con toxina botulínica
model-preset-writers-cramp = Mano que escribe
model-preset-cervical = Cuello
model-preset-torticollis = Cuello, giro suave

## Músculos, por cuerpo

model-muscle-arm-anterior-deltoid = deltoides anterior
model-muscle-arm-posterior-deltoid = deltoides posterior
model-muscle-arm-biceps = bíceps
model-muscle-arm-triceps = tríceps
model-muscle-arm-pronator = pronador redondo
model-muscle-arm-supinator = supinador
model-muscle-arm-wrist-flexor = flexor de la muñeca
model-muscle-arm-wrist-extensor = extensor de la muñeca
model-muscle-arm-finger-flexor = flexor de los dedos
model-muscle-arm-finger-extensor = extensor de los dedos
model-muscle-hand-wrist-flexor = flexor radial del carpo
model-muscle-hand-wrist-extensor = extensor radial del carpo
model-muscle-hand-thumb-flexor = flexor largo del pulgar
model-muscle-hand-thumb-extensor = extensor largo del pulgar
model-muscle-hand-index-flexor = flexor profundo de los dedos, índice
model-muscle-hand-index-extensor = extensor del índice
model-muscle-hand-middle-flexor = flexor profundo de los dedos, medio
model-muscle-hand-middle-extensor = extensor de los dedos, medio
model-muscle-hand-ring-flexor = flexor profundo de los dedos, anular
model-muscle-hand-ring-extensor = extensor de los dedos, anular
model-muscle-hand-little-flexor = flexor profundo de los dedos, meñique
model-muscle-hand-little-extensor = extensor del meñique
model-muscle-neck-sternocleidomastoid-left = esternocleidomastoideo izquierdo
model-muscle-neck-sternocleidomastoid-right = esternocleidomastoideo derecho
model-muscle-neck-splenius-left = esplenio izquierdo
model-muscle-neck-splenius-right = esplenio derecho
model-muscle-neck-semispinalis-left = semiespinoso izquierdo
model-muscle-neck-semispinalis-right = semiespinoso derecho
model-muscle-neck-scalene-left = escalenos izquierdos
model-muscle-neck-scalene-right = escalenos derechos
model-muscle-neck-levator-scapulae-left = elevador de la escápula izquierdo
model-muscle-neck-levator-scapulae-right = elevador de la escápula derecho
model-muscle-neck-trapezius-upper-left = trapecio superior izquierdo
model-muscle-neck-trapezius-upper-right = trapecio superior derecho
model-muscle-neck-trapezius-lower-left = trapecio inferior izquierdo
model-muscle-neck-trapezius-lower-right = trapecio inferior derecho

## Articulaciones y lados

model-joint-shoulder = hombro
model-joint-elbow = codo
model-joint-wrist = muñeca
model-joint-fingers = dedos
model-joint-thumb = pulgar
model-joint-index = índice
model-joint-middle = dedo medio
model-joint-ring = anular
model-joint-little = meñique
model-joint-head = cabeza
model-joint-neck = cuello
model-joint-shoulder-left = hombro izquierdo
model-joint-shoulder-right = hombro derecho
model-side-left = izquierdo
model-side-right = derecho

## Tareas

model-task-hold-cup = Sostener una taza
model-task-point = Señalar
model-task-write = Escribir
model-task-turn-head = Girar la cabeza

## Poblaciones de la red

model-population-cmd = Orden motora
model-population-m1 = Corteza motora primaria
model-population-inh = Células inhibidoras de la corteza motora
model-population-gabab = Inhibición lenta de la corteza motora
model-population-d1 = Estriado, vía directa
model-population-d2 = Estriado, vía indirecta
model-population-fsi = Interneuronas de descarga rápida del estriado
model-population-gpe = Pálido externo
model-population-stn = Núcleo subtalámico
model-population-gpi = Pálido interno
model-population-th = Tálamo motor
model-population-pc = Células de Purkinje
model-population-dcn = Núcleos profundos del cerebelo
model-population-s1 = Corteza sensitiva primaria
model-population-mn = Motoneuronas
model-population-iain = Interneuronas Ia de la médula espinal
model-population-rc = Células de Renshaw
model-population-pad = Inhibición presináptica de la médula espinal
model-population-ia = Sensores de estiramiento del músculo
model-population-skin = Sensores del tacto de la piel

## Unidades, con su valor. Las partes de un todo se escriben como porcentaje.

model-unit-joints =
    { $value ->
        [one] { $value } articulación
       *[other] { $value } articulaciones
    }
model-unit-times-normal = { $value } × lo normal
model-unit-1-s = { $value } por segundo

## Lo que no se entiende de una dirección o de un archivo

model-problem = { $field }: «{ $value }» no vale. Lo que vale, en inglés: { $allowed }

## Pruebas del laboratorio y sus cifras

model-paradigm-hold-and-release = Mantener y soltar
model-paradigm-graded-effort = Esfuerzo creciente
model-paradigm-multichannel-emg = EMG de muchos músculos
model-paradigm-stress = Estrés creciente
model-paradigm-ballistic = Movimiento brusco
model-figure-overflow = Desbordamiento
model-figure-co-contraction-index = Índice de cocontracción
model-figure-after-contraction = Contracción posterior
model-figure-agonist-activation = Activación del agonista
model-figure-activity-at-rest = Actividad en reposo
model-figure-onset = Comienzo
model-figure-overlap = Solapamiento
model-figure-antagonist-peak = Pico del antagonista
model-figure-top-speed = Velocidad máxima
model-figure-agonist-duration = Duración del agonista
