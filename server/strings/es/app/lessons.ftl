### Textos de las lecciones, con frases cortas y palabras sencillas, para quien tenga unos once años o
### más. [[palabra|lo que se ve]] explica una palabra: su clave es la del glosario
### ("glossary-palabra"). Las variables con el nombre de una condición son cifras que la página
### acaba de medir, con su unidad y escritas como se escriben en español.

## Página

lessons-title = Lecciones cortas
lessons-heading = Lecciones: la distonía es un problema de control
lessons-intro = En la [[dystonia|distonía]], los músculos tiran sin que nadie se lo pida. Estas lecciones cortas muestran cómo una red de células nerviosas puede perder el control de un movimiento aunque sus partes sigan funcionando. Primero di qué crees tú y luego mira qué hace el modelo.
lessons-free = Haz las lecciones en el orden que quieras y sáltate las que quieras. No hay límite de tiempo, ni puntos, ni respuestas malas.
lessons-lesson = Lección { $number }: { $title }
lessons-open = Abrir la lección { $number }
lessons-all = Todas las lecciones
lessons-teacher = Para docentes
lessons-glossary = Palabras
lessons-worksheets = Hojas de trabajo
lessons-next = Lección siguiente
lessons-previous = Lección anterior
lessons-count = { $count ->
    [one] { $count } lección
   *[other] { $count } lecciones
  }
lessons-time = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
  }
lessons-body-arm = El brazo
lessons-body-hand = La mano
lessons-body-neck = El cuello
lessons-notice = Un modelo no es una persona. Esto no es un consejo médico: nadie debería cambiar un tratamiento por lo que vea aquí.
lessons-not-reviewed = Ningún médico ha leído todavía estos textos.
lessons-loss-note = «Perdido» quiere decir que una señal de parada es más débil. No falta ninguna célula y no hay nada roto para siempre.
lessons-problem = Una parte de esta dirección no se entendía y no se ha tenido en cuenta.

## Pasos

lessons-steps = Pasos de la lección
lessons-step-predict = Predice
lessons-step-run = Ejecuta
lessons-step-observe = Observa
lessons-step-explain = Explica
lessons-step-try = Prueba
lessons-step-next = Paso siguiente
lessons-nudge = Aún no has dicho qué crees. Así la respuesta es más interesante, pero puedes seguir sin hacerlo.

lessons-predict-choose = Elige lo que crees. Puedes cambiar de idea.
lessons-predict-none = Todavía no lo sé
lessons-predict-tally = ¿Cuántos han elegido esto?

lessons-run-setting = El punto de partida
lessons-run-lever = Lo que cambiamos
lessons-run-go = { $runs ->
    [one] Ejecutar una vez
   *[other] Ejecutar { $runs } veces
  }
lessons-run-seeds = El modelo repite el mismo movimiento { $runs } veces, cada vez con otro ruido al azar (semillas { $first } a { $last }). Quien abra este enlace tendrá el mismo ruido.
lessons-run-working = El modelo está trabajando. Mientras tanto puedes seguir leyendo.
lessons-run-done = Listo. Sigue para ver los resultados.
lessons-run-moved = Has movido el control. La lección lo pone en { $usual }.
lessons-run-back = Dejar el control como estaba
lessons-run-failed = El modelo no ha podido hacerlo.
lessons-run-helpers = Elige una o dos ayudas
lessons-run-full = Ya has elegido dos ayudas. Quita una para elegir otra.

lessons-observe-guess = Lo que tú creías
lessons-observe-model = La respuesta del modelo
lessons-observe-no-guess = No has dicho qué creías. No pasa nada.
lessons-observe-no-answer = Ninguna de estas respuestas coincide con lo que ha hecho el modelo.
lessons-observe-more = Más alto con «{ $after }» que con «{ $before }»: { $high } en lugar de { $low }.
lessons-observe-less = Más bajo con «{ $after }» que con «{ $before }»: { $low } en lugar de { $high }.
lessons-observe-same = Más o menos igual con «{ $after }» y con «{ $before }»: { $one } y { $other }.
lessons-observe-line = La línea discontinua marca { $line }: el doble de la media más alta de un cuerpo sano en este modelo.
lessons-observe-aim = La línea discontinua marca { $line }, la meta de este reto: un tercio de lo que hay sin ayuda.
lessons-observe-dots = Cada punto es una repetición y la barra es su media. Si hiciéramos esto otras 100 veces, unas 95 de las líneas cortas con dos topes atraparían la media verdadera.
lessons-observe-bar = { $mean } (de { $low } a { $high })
lessons-observe-table = Lo mismo en una tabla
lessons-observe-setting = Situación
lessons-observe-average = Media
lessons-observe-interval = Intervalo del 95 %
lessons-observe-runs = Repeticiones
lessons-observe-solved = Tus ayudas llevan el brazo por debajo de la línea.
lessons-observe-unsolved = Tus ayudas todavía no llevan el brazo por debajo de la línea.
lessons-observe-bodies = Dos cuerpos con el mismo ruido

lessons-explain-claims = Lo que dice esta lección, comprobado ahora mismo
lessons-claim-holds = Se cumple en estas repeticiones
lessons-claim-fails = No se cumple en estas repeticiones
lessons-tuned = Ajustamos el modelo para que esto se cumpla
lessons-by-itself = El modelo lo ha hecho por sí mismo
lessons-tuned-help = Algunas frases se metieron en el modelo: ajustamos sus uniones hasta que se cumplieron. No pueden demostrar que el modelo tenga razón. Otras no las pidió nadie. Apuesta con un amigo cuál es cuál.
lessons-explain-leaves-out = Lo que el modelo deja fuera
lessons-explain-evidence = Lo que dicen los estudios con personas y animales
lessons-explain-sure = ¿Qué seguridad hay?
lessons-explain-source = Fuente
lessons-explain-words = Palabras usadas aquí
lessons-misconceptions = Mucha gente piensa

lessons-check = Compruébalo
lessons-check-right = Sí.
lessons-check-wrong = No exactamente. Míralo otra vez.
lessons-check-why = ¿Por qué?

lessons-try-text = Ahora te toca a ti. Explorar se abre con esta situación y el mismo ruido. Pulsa Reproducir y mueve el control que quieras.
lessons-try-open = Abrir esta situación en Explorar
lessons-try-idea = Algo para probar
lessons-think = Algo para pensar

## Docentes

lessons-teacher-title = Para docentes
lessons-teacher-intro = Cada dirección abre una lección con el ruido de la semilla { $seed }, así toda la clase ve lo mismo. Cópiala, muestra su código QR o escríbela en la pizarra.
lessons-teacher-seed = Semilla { $seed }
lessons-teacher-next-seed = Otro ruido para otra clase
lessons-teacher-first-seed = Volver a la semilla 1
lessons-teacher-start = Desde el principio
lessons-teacher-big = Proyector
lessons-teacher-answer = En la respuesta
lessons-teacher-qr = Código QR de esta lección
lessons-teacher-copy = Copiar la dirección
lessons-teacher-copied = Copiada
lessons-teacher-projector = La dirección para el proyector usa letra grande. La última se salta la predicción y muestra los resultados.
lessons-teacher-plan = Deja que toda la clase diga qué cree antes de ejecutar, cuenta las respuestas y pide razones. Si alguien no coincide con el modelo, es un buen comienzo: ¿tiene razón el modelo?
lessons-teacher-goals = Después de esta lección, el alumnado puede
lessons-teacher-ages = De { $youngest } a { $oldest } años
lessons-teacher-before = No hace falta saber nada del cerebro. Ayuda saber que los músculos tiran y no pueden empujar.
lessons-teacher-standards = Encaja con el estándar estadounidense NGSS MS-LS1-8: los sentidos mandan mensajes al cerebro, que responde enseguida o los guarda.
lessons-teacher-misconceptions = Ideas que puede traer el alumnado
lessons-teacher-check = Pregunta de comprobación con su respuesta
lessons-teacher-answer-label = Respuesta
lessons-teacher-tally = Contar lo que cree la clase
lessons-teacher-tally-reset = Empezar a contar de nuevo
lessons-teacher-care = Puede que alguien de la clase viva con distonía o la tenga en su familia. No pidas a nadie que la muestre ni que hable de ella. Di «personas con distonía» y no dejes que nadie imite una postura para reírse.
lessons-teacher-because = Las buenas razones nombran una causa en la red («la parada no le llega») y no solo lo que se ha visto («ha subido»).
lessons-teacher-projects = Proyectos: la página de pruebas enumera en qué se equivoca el modelo. Elige un punto y explica qué falta.

## Hojas de trabajo

lessons-sheet-title = Hojas de trabajo
lessons-sheet-intro = Una página por lección. Las respuestas están ocultas hasta que las muestres.
lessons-sheet-show = Mostrar las respuestas
lessons-sheet-hide = Ocultar las respuestas
lessons-sheet-print = Imprimir
lessons-sheet-name = Nombre
lessons-sheet-guess = Lo que yo creo
lessons-sheet-because = Porque
lessons-sheet-saw = Lo que he visto (dibuja las barras en la escala)
lessons-sheet-scale = { $measure }, de 0 a { $high }
lessons-sheet-explain = Con mis palabras: ¿por qué pasa esto?
lessons-sheet-check = Una pregunta más
lessons-sheet-answer = La respuesta del modelo
lessons-sheet-measuring = Midiendo…
lessons-sheet-foot = motorloops, lección { $number }, semillas { $first } a { $last }. Un modelo no es una persona; esto no es un consejo médico.

## A quién preguntar

lessons-ask-title = A quién preguntar
lessons-ask-doctor = Si una parte de tu cuerpo se tuerce, se acalambra o tiembla sin que se lo pidas, díselo a tus padres o a un médico. Un neurólogo que conozca los trastornos del movimiento puede decir qué es.
lessons-ask-bring = Lleva un vídeo corto, una lista de cuándo está mejor o peor y qué ayuda, por ejemplo un toque.
lessons-ask-others = En muchos países hay asociaciones de personas con distonía. Conocen a médicos y a gente que vive con ella.
lessons-ask-believe = Si te lo cuenta un amigo o una amiga: créele y pregunta qué le ayuda.

## Unidades y medidas

lessons-unit-MVC = { $value } %
lessons-unit-1 = { $value }
lessons-unit-s = { $value } s
lessons-unit-deg = { $value }°

lessons-measure-co_contraction_index-name = Cocontracción
lessons-measure-co_contraction_index-meaning = Cuánto tiran a la vez dos [[opponent|músculos contrarios]]. 0: solo tira uno. 1: los dos tiran con la misma fuerza.
lessons-measure-overflow-name = Desbordamiento
lessons-measure-overflow-meaning = Cuánto trabajan los músculos que el movimiento no necesita, comparado con toda su fuerza.
lessons-measure-largest_overflow-name = Desbordamiento más fuerte
lessons-measure-largest_overflow-meaning = Cuánto trabaja el músculo más activo de los que el movimiento no necesita, comparado con toda su fuerza.
lessons-measure-after_contraction-name = Tiempo hasta que descansan todos los músculos
lessons-measure-after_contraction-meaning = Cuánto tiempo sigue activo algún músculo después de que la persona se relaje. Miramos 5 segundos: 5 quiere decir 5 segundos o más.
lessons-measure-agonist_activation-name = Actividad del músculo que se quiere usar
lessons-measure-agonist_activation-meaning = Cuánto trabaja el músculo que la persona quiere usar, comparado con toda su fuerza.
lessons-measure-twist-name = Torsión
lessons-measure-twist-meaning = El mayor giro de una articulación que la persona no quiere mover.

## Lección: sostener una taza

lesson-cup-title = Sostener una taza
lesson-cup-question = Doblas el codo para sostener una taza. El [[biceps|bíceps]] tira. ¿Qué hace el [[triceps|tríceps]], su [[opponent|músculo contrario]]?
lesson-cup-run = Un brazo sano sostiene una taza ligera y después una pesada. No falta ninguna señal de parada.
lesson-cup-lever = Esfuerzo: cuánto se esfuerza la persona
lesson-cup-explain-1 = La [[cortex|corteza]] motora llama al músculo que se quiere usar. En cada nivel, otras células mandan una [[inhibition|señal de parada]] al músculo contrario.
lesson-cup-explain-2 = Por eso el bíceps trabaja más con la taza pesada, mientras que la [[co-contraction|cocontracción]] es solo de { $heavy }.
lesson-cup-explain-3 = Es decir: «aquí adelante, allí para». Las otras lecciones muestran qué pasa cuando se pierde una parte de la parada.
lesson-cup-leaves-out = Las personas también pueden usar los dos músculos a propósito, para poner rígido un brazo que lleva una taza llena. La persona del modelo no lo hace nunca.
lesson-cup-try = Pon el esfuerzo al 100 %. ¿Sigue tranquilo el tríceps? Después elige el tríceps como músculo que se quiere usar.
lesson-cup-think = ¿Cuándo usas a propósito los dos músculos de una articulación? Lleva una taza llena y toca tu brazo.
lesson-cup-goal-1 = explicar que los músculos trabajan por parejas y que cada movimiento necesita un «adelante» y un «para»
lesson-cup-goal-2 = leer una barra y su dispersión
lesson-cup-option-quiet = Se queda casi quieto.
lesson-cup-option-some = También trabaja, pero menos.
lesson-cup-option-equal = Trabaja tanto como el bíceps.
lesson-cup-condition-light = una taza ligera
lesson-cup-condition-heavy = una taza pesada
lesson-cup-claim-works = El músculo que se quiere usar trabaja más con la taza pesada.
lesson-cup-claim-alone = No se suma ningún músculo de otra articulación.
lesson-cup-evidence-reflex = En 14 personas sanas, una descarga débil en el nervio de un músculo del antebrazo hizo que el [[reflex|reflejo]] del músculo contrario fuera un 41 % más pequeño. En 13 personas con [[writers-cramp|calambre del escritor]] el efecto fue menor.
lesson-cup-evidence-focus = Una revisión propone que los [[basal-ganglia|ganglios basales]] eligen un movimiento y frenan los demás. La idea encaja con muchas observaciones, pero no está demostrada.
lesson-cup-check = Ahora estiras el brazo. ¿Qué músculo necesita la señal de parada?
lesson-cup-check-option-stretch = El bíceps
lesson-cup-check-option-both = Los dos
lesson-cup-check-option-sleep = Ninguno
lesson-cup-check-why = Ahora tira el tríceps, así que el bíceps es el contrario y tiene que soltar.
lesson-cup-misconception-one-muscle = Un mismo músculo dobla el brazo y lo estira.
lesson-cup-misconception-one-muscle-answer = Un músculo mueve su articulación hacia un solo lado. Para el otro hace falta el contrario.
lesson-cup-misconception-push = Los músculos pueden empujar.
lesson-cup-misconception-push-answer = Los músculos solo tiran. Cuando empujas una puerta, algún músculo tira de un hueso.

## Lección: se pierde una parada

lesson-stop-title = Se pierde una parada
lesson-stop-question = Los [[basal-ganglia|ganglios basales]] dejan pasar el movimiento que se quiere y frenan a sus vecinos. ¿Qué pasa si se pierde esa parada para los vecinos?
lesson-stop-run = Solo se pierde la parada en los ganglios basales, del 0 al 100 %. Todo lo demás está sano.
lesson-stop-lever = Parada perdida en los ganglios basales
lesson-stop-explain-1 = La orden de moverse es amplia. Llega también a los vecinos, y allí la [[inhibition|inhibición]] la anula.
lesson-stop-explain-2 = Sin esa parada, una parte de la orden se escapa. El [[overflow|desbordamiento]] pasa de { $healthy } a { $lost }.
lesson-stop-explain-3 = Así que perder una parada hace que el movimiento se escape por los lados, no solo que sea más fuerte.
lesson-stop-leaves-out = Nadie pierde una parada del todo y conserva todas las demás. El modelo conoce la actividad media, no las células una por una. Y en una prueba para la que lo ajustamos, que un vecino sano se frene cuando un dedo empieza a moverse, falla: su vecino responde más en lugar de menos.
lesson-stop-try = Pon la pérdida en los ganglios basales al 50 %. ¿Media pérdida es la mitad de mala?
lesson-stop-think = ¿En qué otros sitios necesita una máquina una parada para ser precisa?
lesson-stop-goal-1 = describir qué hace una señal de parada perdida en los músculos vecinos
lesson-stop-goal-2 = distinguir un movimiento más fuerte de uno que se escapa
lesson-stop-option-stronger = Más fuerte: el músculo que se quiere usar trabaja más y los demás siguen tranquilos.
lesson-stop-option-weaker = Más débil: el músculo que se quiere usar trabaja menos.
lesson-stop-option-leaky = Se escapa: se suman otros músculos.
lesson-stop-condition-healthy = sano
lesson-stop-condition-lost = parada perdida
lesson-stop-claim-opponent = El músculo contrario también se pone a trabajar.
lesson-stop-claim-kept = El músculo que se quiere usar sigue haciendo su trabajo.
lesson-stop-evidence-surround = En 2004, un estudio encontró que un músculo de un dedo se frena cuando su vecino empieza a moverse, pero no en las personas con distonía de la mano. Un estudio mayor, con 31 personas sanas y 23 con distonía, no encontró diferencias.
lesson-stop-evidence-pallidum = A la salida de los ganglios basales, las células de 22 personas con distonía disparaban un tercio menos a menudo que las de dos monos sanos. Se compararon personas con monos, así que hay que tomarlo con cuidado.
lesson-stop-evidence-consequence = También se han encontrado señales de parada más débiles en la [[functional-dystonia|distonía funcional]]. Así que pueden ser, en parte, una consecuencia de la distonía y no su causa. Lo que distinguía a las dos en un estudio era la rapidez con que cambian las uniones.
lesson-stop-check = En el modelo se ha perdido la parada en los ganglios basales. ¿Qué frase encaja?
lesson-stop-check-option-more = El brazo se ha vuelto más fuerte.
lesson-stop-check-option-wrong = La orden llega a músculos a los que no debería llegar.
lesson-stop-check-option-none = Al brazo ya no le llega ninguna orden.
lesson-stop-check-why = La orden es la misma. Lo que la anulaba en los vecinos ya no está.
lesson-stop-misconception-stronger = Las personas con distonía tienen los músculos demasiado fuertes.
lesson-stop-misconception-stronger-answer = El problema no son los músculos. Hacen lo que les dicen sus nervios.
lesson-stop-misconception-cause = Sabemos que la distonía se debe a señales de parada perdidas.
lesson-stop-misconception-cause-answer = Sabemos que a menudo son más débiles. Si es la causa o una consecuencia, no está claro.

## Lección: muchos lugares

lesson-places-title = La misma imagen, otro lugar
lesson-places-question = Hay señales de parada en la [[cortex|corteza]], en los [[basal-ganglia|ganglios basales]], en el [[cerebellum|cerebelo]] y en la [[spinal-cord|médula espinal]]. ¿Cuál de ellas, si se pierde, hace luchar a los músculos contrarios de este brazo?
lesson-places-run = Quitamos la parada en un lugar cada vez. El ruido es siempre el mismo.
lesson-places-lever = Parada perdida en ese único lugar
lesson-places-explain-1 = Los cuatro lugares son parte de una [[network|red]]. Cada uno frena la actividad que el movimiento no necesita.
lesson-places-explain-2 = Por eso, en este brazo, la misma imagen viene de la corteza ({ $cortex }), de los ganglios basales ({ $basal-ganglia }), del cerebelo ({ $cerebellum }) o de la médula espinal ({ $spinal }).
lesson-places-explain-3 = No tiene que haber una sola pieza rota: puede fallar la red entera.
lesson-places-leaves-out = En las personas, un daño en un lugar a menudo no hace nada durante años, y cada lugar tiene además otras tareas. No conocemos ningún estudio en el que una pérdida solo en la médula espinal causara distonía. En el cuello del modelo, los cuatro lugares se parecen mucho menos que en este brazo.
lesson-places-try = Elige el cuello y quita una parada tras otra. ¿Qué lugar importa más allí?
lesson-places-think = ¿Por qué es difícil encontrar la única causa de un atasco?
lesson-places-goal-1 = explicar que un mismo síntoma puede venir de distintas partes de una red
lesson-places-goal-2 = nombrar cuatro lugares que frenan los movimientos
lesson-places-option-one = Solo la de los ganglios basales.
lesson-places-option-brain = Cualquiera del cerebro, pero no la de la médula espinal.
lesson-places-option-any = Cualquiera de las cuatro.
lesson-places-condition-healthy = sano
lesson-places-condition-cortex = corteza
lesson-places-condition-basal-ganglia = ganglios basales
lesson-places-condition-cerebellum = cerebelo
lesson-places-condition-spinal = médula espinal
lesson-places-claim-cortex = Una pérdida en la corteza hace luchar a los músculos contrarios.
lesson-places-claim-basal-ganglia = Una pérdida en los ganglios basales hace luchar a los músculos contrarios.
lesson-places-claim-cerebellum = Una pérdida en el cerebelo hace luchar a los músculos contrarios.
lesson-places-claim-spinal = Una pérdida en la médula espinal hace luchar a los músculos contrarios.
lesson-places-evidence-lesions = Una revisión reunió a 359 personas con distonía por un daño en el cerebro. Estaba en los ganglios basales en el 46 %, en el [[thalamus|tálamo]] en el 28 % y en el [[brainstem|tronco del encéfalo]] en el 23 %. Las partes se solapan, porque algunas personas tenían daño en más de un lugar. Cuando el daño estaba en el tronco del encéfalo o en el cerebelo, lo más probable era el cuello.
lesson-places-evidence-scans = Ese daño no es lo habitual. En los adultos con distonía de una sola parte del cuerpo, un [[scan|escáner]] corriente del cerebro suele salir normal. Cuando se compara a muchas personas con métodos más finos, se ven diferencias pequeñas, pero no siempre las mismas.
lesson-places-evidence-mice = En ratones, un fallo en todo el cerebelo causó distonía de todo el cuerpo. Un fallo pequeño causó distonía de una sola parte.
lesson-places-check = El escáner de una persona no muestra ningún daño. ¿Qué sugiere esta lección?
lesson-places-check-option-repair = Al movimiento no le pasa nada.
lesson-places-check-option-network = Aun así, la red puede funcionar de otra manera.
lesson-places-check-option-luck = El escáner se hizo mal.
lesson-places-check-why = Un escáner muestra la forma del cerebro. No muestra lo fuerte que es cada señal.
lesson-places-misconception-one-part = Una pieza rota explica la distonía.
lesson-places-misconception-one-part-answer = Varias partes trabajan juntas. Cambios en partes distintas pueden parecer iguales.
lesson-places-misconception-scan = Si el escáner es normal, no pasa nada.
lesson-places-misconception-scan-answer = Los escáneres corrientes muestran la forma y no las señales. Al comparar a muchas personas sí se ven diferencias pequeñas.

## Lección: un interruptor que se queda encendido

lesson-spread-title = Un interruptor que se queda encendido
lesson-spread-question = Quitamos cada vez más de todas las señales de parada. La persona intenta moverse y luego se relaja. ¿Cuánto tiempo siguen activos los músculos?
lesson-spread-run = Los cuatro lugares pierden una parte pequeña, mediana o grande. Miramos 5 segundos después de que la persona se relaje.
lesson-spread-lever = La pérdida grande
lesson-spread-explain-1 = Con una pérdida pequeña se suman más músculos, pero todos descansan en cuanto la persona se relaja.
lesson-spread-explain-2 = Por encima de un [[threshold|umbral]], la actividad da vueltas por la red y se mantiene sola. Dura { $large } en lugar de { $medium }.
lesson-spread-explain-3 = Relajarse no la termina. Los músculos solo descansan cuando vuelve la mayor parte de la parada ({ $restored }).
lesson-spread-leaves-out = Aquí la actividad se extiende de una articulación a otra en menos de un segundo. En las personas, «extenderse» quiere decir que, con los meses o los años, afecta a otra parte del cuerpo. Eso el modelo no puede mostrarlo.
lesson-spread-try = Empieza con la pérdida grave, deja que la persona lo intente y luego que se relaje. Ahora reduce la pérdida poco a poco: ¿cuándo descansan los músculos?
lesson-spread-think = ¿Qué otra cosa se enciende en un punto y se apaga en otro?
lesson-spread-goal-1 = describir un umbral y un estado que se mantiene solo
lesson-spread-goal-2 = distinguir entre extenderse en un segundo (modelo) y con los años (personas)
lesson-spread-option-even = Un poco más con cada paso.
lesson-spread-option-jump = Al principio casi nada más y, de pronto, muchísimo más.
lesson-spread-option-none = Nada más: descansan siempre enseguida.
lesson-spread-condition-small = pérdida pequeña
lesson-spread-condition-medium = pérdida mediana
lesson-spread-condition-large = pérdida grande
lesson-spread-condition-restored = pérdida grande y luego vuelve casi toda la parada
lesson-spread-claim-more = También por debajo del umbral, a más pérdida, más desbordamiento.
lesson-spread-claim-restored = Cuando vuelve la mayor parte de la parada, los músculos descansan.
lesson-spread-evidence-slow = Las personas con distonía de la mano tardan más en relajar un músculo.
lesson-spread-evidence-years = Un estudio siguió a 487 adultos hasta 4 años. La distonía se extendió a otra parte en el 50 % si estaba en los párpados, en el 17 % en la mano y en el 8 % en el cuello. Así que en el cuello casi siempre se queda donde está.
lesson-spread-evidence-age = La edad importa. Cuando la distonía empieza en la pierna de un niño pequeño, a menudo se vuelve [[generalised|generalizada]]. Cuando empieza en un adulto, casi siempre se queda [[focal|focal]].
lesson-spread-evidence-locking = En este modelo, los músculos pueden bloquearse y seguir activos varios segundos. No hemos encontrado ningún estudio que lo muestre en personas.
lesson-spread-check = ¿Qué se parece más a los músculos de esta lección?
lesson-spread-check-option-switch = Un interruptor: durante un rato no pasa nada, luego hace clic y se queda encendido.
lesson-spread-check-option-tap = Un grifo: cuanto más lo abres, más agua sale.
lesson-spread-check-option-clock = Un reloj: se enciende y se apaga a horas fijas.
lesson-spread-check-why = Un poco más de pérdida no cambia casi nada, hasta que de pronto lo cambia todo. Soltar no lo apaga.
lesson-spread-misconception-slowly = Un poco más de pérdida siempre empeora las cosas un poco.
lesson-spread-misconception-slowly-answer = Las redes pueden dar saltos. Por debajo del umbral cambia poco; por encima, mucho.
lesson-spread-misconception-relax = Quien se relaja se libra de ella.
lesson-spread-misconception-relax-answer = En este modelo, un músculo bloqueado ya no escucha la orden. Relajarse no puede soltarlo.

## Lección: la cabeza que gira

lesson-neck-title = La cabeza que gira
lesson-neck-question = Las señales de parada del lado izquierdo del cuello son más débiles. La persona gira la cabeza un poco, con suavidad. ¿Qué hace el resto del cuello?
lesson-neck-run = Primero, un cuello sano. Después, el lado izquierdo pierde una parte pequeña de sus señales de parada, y luego más o menos la mitad.
lesson-neck-lever = Parada perdida en el lado izquierdo
lesson-neck-explain-1 = El cuello tiene muchos músculos a cada lado. Solo están en equilibrio si a cada lado le llega la parada a tiempo.
lesson-neck-explain-2 = Con una pérdida pequeña, el cuello se tuerce { $small }. Con más o menos la mitad perdida, el tirón llega a { $lost }.
lesson-neck-explain-3 = En las personas se llama distonía cervical. Puede girar, inclinar o doblar la cabeza, o todo a la vez.
lesson-neck-leaves-out = El modelo no tiene dolor ni estado de ánimo, y apenas tiembla. Tiene un solo cuello con músculos medios. El tirón de las personas de verdad va en muchas direcciones y cambia de un día a otro.
lesson-neck-try = Pasa la pérdida al lado derecho. Después quítala de los dos lados: ¿por qué se ve otra cosa?
lesson-neck-think = ¿Cómo leerías, irías en bici o comerías si algo tirara de tu cabeza hacia un lado?
lesson-neck-goal-1 = describir la distonía cervical con palabras sencillas
lesson-neck-goal-2 = explicar por qué una pérdida en un lado tira hacia un lado
lesson-neck-option-still = Se queda quieto, por debajo de 5°.
lesson-neck-option-little = Se tuerce un poco, de 5° a 15°.
lesson-neck-option-far = Se tuerce mucho, más de 15°.
lesson-neck-condition-healthy = sano
lesson-neck-condition-small = pérdida pequeña a la izquierda
lesson-neck-condition-lost = la mitad perdida a la izquierda
lesson-neck-condition-rest = la mitad perdida, nadie se mueve
lesson-neck-condition-other = la mitad perdida a la derecha
lesson-neck-claim-healthy = Un cuello sano no se tuerce casi nada.
lesson-neck-claim-rest = Con la misma pérdida, una cabeza en reposo se queda casi recta. La torsión llega al moverse.
lesson-neck-claim-other = Una pérdida en el lado derecho tuerce el cuello igual de lejos.
lesson-neck-evidence-meaning = Un grupo de expertos lo acordó en 2013: en la distonía, los músculos se contraen mucho rato o a ratos, y causan movimientos, posturas o las dos cosas. Siguen un patrón, a menudo se tuercen y pueden temblar. Querer moverse muchas veces los pone en marcha o los empeora. El cuello es el lugar más frecuente.
lesson-neck-evidence-tremor = En un estudio con 293 personas con distonía cervical, al 58 % le temblaba la cabeza ([[tremor|temblor]]).
lesson-neck-evidence-pain = El dolor es frecuente en la distonía cervical. Las personas con distonía de una o de pocas partes del cuerpo también contaron más tristeza, preocupación y mal sueño que otras. Eso forma parte de la enfermedad y merece atención.
lesson-neck-check = ¿Por qué se va esta cabeza hacia un lado en lugar de quedarse en el centro?
lesson-neck-check-option-side = Los dos lados ya no están en equilibrio.
lesson-neck-check-option-middle = El cuello ha perdido la fuerza.
lesson-neck-check-option-eyes = La persona quiere mirar hacia allí.
lesson-neck-check-why = Un lado ha perdido parte de sus señales de parada. Sus músculos tiran cuando deberían descansar, y el otro lado no puede compensarlo.
lesson-neck-misconception-stiff-neck = Es solo una tortícolis por dormir mal.
lesson-neck-misconception-stiff-neck-answer = Una tortícolis así pasa en unos días. En la distonía, los músculos reciben señales equivocadas y eso se queda.
lesson-neck-misconception-looking = La persona mira a otro lado porque no le interesa.
lesson-neck-misconception-looking-answer = Algo tira de su cabeza. La persona está escuchando.

## Lección: un toque suave

lesson-touch-title = Un toque suave
lesson-touch-question = Algo tira de la cabeza hacia un lado. Un dedo toca la cabeza con suavidad, sin empujar. ¿Qué le pasa a la torsión?
lesson-touch-run = En el lado izquierdo del cuello se ha perdido más o menos la mitad de las señales de parada. Después una mano toca la cabeza, o solo el hombro.
lesson-touch-lever = Fuerza del toque
lesson-touch-explain-1 = El toque es una [[input|entrada]]. En el modelo activa células que frenan la corteza motora de esa parte del cuerpo.
lesson-touch-explain-2 = Por eso la torsión pasa de { $untouched } a { $touched }, aunque no se ha reparado ninguna señal de parada.
lesson-touch-explain-3 = El lugar importa: con un toque en el hombro, la torsión es de { $far }. Los médicos lo llaman [[sensory-trick|truco sensorial]] o gesto antagonista.
lesson-touch-leaves-out = En el modelo, un toque también debilita el músculo que se quiere usar, incluso en personas sanas. Nadie lo ha visto en personas, y en parte la torsión se reduce por eso. Funciona por un único camino que pusimos nosotros. Hay quien dice que el toque da al cerebro información más clara sobre dónde está el cuerpo; eso no está en el modelo. Tampoco están los trucos que empujan ni los que solo se imaginan.
lesson-touch-try = Pulsa Reproducir y mantén el toque 20 segundos. ¿Sigue ayudando? Después toca otro lugar.
lesson-touch-think = ¿Cómo puede algo que sientes cambiar algo que haces?
lesson-touch-goal-1 = explicar que una señal de la piel puede cambiar un movimiento
lesson-touch-goal-2 = dar una razón por la que un toque que ayuda no demuestra que se finja
lesson-touch-option-back = La torsión se reduce: la cabeza vuelve.
lesson-touch-option-same = No cambia nada: la parada sigue perdida.
lesson-touch-option-worse = La torsión crece: una señal más da más problemas.
lesson-touch-condition-untouched = sin toque
lesson-touch-condition-touched = toque en la cabeza
lesson-touch-condition-far = toque en el hombro
lesson-touch-condition-severe = pérdida grave, sin toque
lesson-touch-condition-severe-touched = pérdida grave, con toque
lesson-touch-condition-healthy = sano, sin toque
lesson-touch-condition-healthy-touched = sano, con toque
lesson-touch-claim-far = Un toque en el hombro ayuda menos que uno en la cabeza.
lesson-touch-claim-severe = Con una pérdida grave, el toque apenas ayuda. En las personas se discute si es así.
lesson-touch-claim-weaker = El toque también debilita el músculo que se quiere usar en un cuello sano. No queríamos que pasara.
lesson-touch-evidence-tricks = De 154 personas con distonía del cuello, 138 usaban un truco. A 60 les ayudaba en parte y a 55 claramente. La mayoría usaba un toque suave en la parte baja de la cara o en el cuello.
lesson-touch-evidence-kinds = Hay muchos trucos: un toque, un empujón, una forma de apoyarse, incluso un toque imaginado. No se sabe por qué funcionan. De 100 personas a las que se preguntó, 75 tenían al menos uno.
lesson-touch-evidence-before = En 13 de 25 personas, los músculos se calmaron cuando la mano aún estaba en camino. En las otras 12 solo ayudó el toque. Así que no es solo cosa de la piel.
lesson-touch-evidence-milder = Un estudio con 32 personas encontró que un truco completo va unido a una distonía más leve. Otro, con 154 personas, no encontró esa relación.
lesson-touch-evidence-path = El camino del toque en este modelo es una suposición nuestra.
lesson-touch-check = El toque era demasiado suave para mover la cabeza. Entonces, ¿qué la movió?
lesson-touch-check-option-push = La mano empujó un poco.
lesson-touch-check-option-signal = La señal de la piel cambió lo que hacen los músculos.
lesson-touch-check-option-belief = La persona lo creyó con bastante fuerza.
lesson-touch-check-why = En el modelo no hay empujón ni creencia, y aun así la cabeza vuelve. Eso muestra que una señal puede bastar; lo que pasa en las personas no está claro.
lesson-touch-misconception-placebo = Si un toque ayuda, todo era imaginación.
lesson-touch-misconception-placebo-answer = Tocar manda señales de verdad. Un truco que ayuda es un signo que buscan los médicos.
lesson-touch-misconception-strong-hand = La mano sujeta la cabeza.
lesson-touch-misconception-strong-hand-answer = A muchas personas les basta la punta de un dedo. Otras sí necesitan empujar.

## Lección: la mano que se acalambra

lesson-hand-title = La mano que se acalambra
lesson-hand-question = Las señales de parada son más débiles solo alrededor del dedo índice. ¿Qué dedos se acalambran al doblarse: el índice, o también el meñique?
lesson-hand-run = Primero se dobla un índice sano. Después, lo mismo con la pérdida. Luego se dobla el meñique de esa mano.
lesson-hand-lever = Parada perdida alrededor del índice
lesson-hand-explain-1 = En el índice, los músculos contrarios luchan: la [[co-contraction|cocontracción]] pasa de { $healthy } a { $index }.
lesson-hand-explain-2 = El meñique de la misma mano se queda en { $little }. La pérdida está en un lugar, y el calambre también.
lesson-hand-explain-3 = En las personas hay algo más. El [[writers-cramp|calambre del escritor]] a menudo aparece con una sola tarea: el bolígrafo se resiste, pero los mismos dedos pueden abrochar una camisa.
lesson-hand-leaves-out = El modelo conoce lugares, pero no tareas. Se acalambra siempre que se usa ese dedo, con bolígrafo y sin él. Por qué un calambre puede ir unido a una tarea es una de las grandes preguntas abiertas.
lesson-hand-try = Elige la tarea «Escribir» y después un solo dedo. ¿Encuentras una situación en la que solo se acalambre con el bolígrafo?
lesson-hand-think = Coge un bolígrafo con el puño y escribe tu nombre. ¿Qué hacen tus otros músculos?
lesson-hand-goal-1 = explicar con un ejemplo qué quiere decir «ligada a una tarea»
lesson-hand-goal-2 = nombrar algo que el modelo no puede explicar
lesson-hand-option-finger = Solo el índice.
lesson-hand-option-all = El meñique también.
lesson-hand-option-none = Ninguno: una pérdida pequeña no hace nada.
lesson-hand-condition-healthy = índice sano
lesson-hand-condition-index = índice, con pérdida alrededor
lesson-hand-condition-little = meñique, misma mano
lesson-hand-condition-pen = escribir, misma pérdida
lesson-hand-condition-pen-healthy = escribir, sano
lesson-hand-claim-pen = Con un bolígrafo, el índice también se acalambra: el modelo no distingue las tareas.
lesson-hand-claim-kept = El índice se sigue doblando: el músculo que se quiere usar trabaja tanto como en una mano sana.
lesson-hand-evidence-task = Quienes escriben, tocan un instrumento, teclean o hacen deporte pueden tener una distonía que llega con una sola tarea muy practicada, al menos al principio. Más tarde puede llegar también con otras. Hasta los años ochenta se creyó que era un problema de la mente.
lesson-hand-evidence-cramp = De 19 personas con calambre de la mano, 10 usaban muchos músculos contrarios a la vez cuando llegaba el calambre.
lesson-hand-evidence-training = Diez personas con distonía de la mano practicaron durante ocho semanas a sentir con las yemas de los dedos, aprendiendo a leer braille. De media, su distonía se hizo más leve. El estudio era pequeño.
lesson-hand-evidence-model = Que la pérdida esté alrededor de un dedo es una suposición nuestra.
lesson-hand-check = A alguien se le acalambra la mano al escribir, pero no al comer. ¿Cómo se llama eso?
lesson-hand-check-option-place = Una pérdida en un lugar
lesson-hand-check-option-task = Distonía ligada a una tarea
lesson-hand-check-option-weak = Una mano débil
lesson-hand-check-why = En los dos casos trabajan los mismos músculos. La diferencia es la tarea, y eso es lo que el modelo no puede mostrar.
lesson-hand-misconception-clumsy = La persona coge mal el bolígrafo.
lesson-hand-misconception-clumsy-answer = Esa forma de cogerlo es la consecuencia del calambre. Reñir no ayuda.
lesson-hand-misconception-practice = Practicar más lo cura.
lesson-hand-misconception-practice-answer = Puede llegarle a quien practica mucho y bien. Otra cosa es un reentrenamiento especial con un terapeuta.

## Lección: días malos

lesson-days-title = Días malos
lesson-days-question = La misma persona ha perdido las mismas señales de parada, pero hoy está muy tensa. ¿Qué pasa con el [[overflow|desbordamiento]]?
lesson-days-run = Se ha perdido un tercio de todas las señales de parada. Después, el [[stress|estrés]] sube de nada al máximo.
lesson-days-lever = Estrés
lesson-days-explain-1 = En el modelo, con el estrés la corteza motora y las células que mueven los músculos responden con más fuerza. Eso importa más donde la parada es débil.
lesson-days-explain-2 = Así, con la misma pérdida, el desbordamiento es de { $calm } en un día tranquilo y de { $tense } en uno tenso.
lesson-days-explain-3 = Nadie elige un día así, y nadie tiene la culpa.
lesson-days-leaves-out = Aquí el estrés es un número. La preocupación, el dolor, el sueño y las hormonas no están en el modelo. El estrés tampoco enturbia lo que dicen los sentidos. En las personas no está claro si el estrés cambia los movimientos.
lesson-days-try = Pulsa Reproducir en el día tranquilo y pon el estrés al 100 %. Ponlo otra vez a cero y dobla el esfuerzo. Después pon el esfuerzo al 100 %: ¿es todavía peor?
lesson-days-think = ¿Por qué «relájate y ya está» es un mal consejo?
lesson-days-goal-1 = explicar por qué la misma pérdida puede verse distinta de un día a otro
lesson-days-goal-2 = decir por qué nadie tiene la culpa
lesson-days-option-more = Crece.
lesson-days-option-same = Sigue igual.
lesson-days-option-less = Se reduce.
lesson-days-condition-calm = día tranquilo
lesson-days-condition-tense = mucha tensión
lesson-days-condition-harder = día tranquilo, el doble de esfuerzo
lesson-days-condition-healthy-tense = sano y con mucha tensión
lesson-days-condition-full = día tranquilo, todo el esfuerzo posible
lesson-days-claim-effort = Esforzarse el doble también lo hace crecer.
lesson-days-claim-healthy = Un brazo sano mantiene tranquilos sus otros músculos, incluso con tensión.
lesson-days-claim-full = Solo hasta cierto punto: con todo el esfuerzo vuelve a haber menos desbordamiento.
lesson-days-evidence-laboratory = Veinte músicos con distonía y 16 sin ella hicieron una prueba de estrés. Los músculos contrarios tiraron más a la vez, pero sus movimientos no empeoraron. Así que el modelo muestra un efecto mayor que esta prueba.
lesson-days-evidence-onset = De 100 personas con distonía del cuello, 13 habían tenido muchísimo estrés unos meses antes de que empezara. Eso no demuestra que el estrés fuera la causa, y 87 no lo habían tenido.
lesson-days-evidence-mood = Las personas con distonía de una o de pocas partes del cuerpo cuentan más a menudo que otras preocupación y tristeza. Eso necesita su propia atención; no hace que la distonía sea imaginada.
lesson-days-check = Con el estrés creció el desbordamiento. ¿Qué dice eso sobre la causa de la distonía?
lesson-days-check-option-blame = La persona se preocupa demasiado.
lesson-days-check-option-louder = Con el estrés, una parada débil se nota más. No tiene por qué ser la causa.
lesson-days-check-option-cure = Sin estrés no habría distonía.
lesson-days-check-why = En el día tranquilo también hay desbordamiento. El estrés es como subir el volumen de la radio: la canción no la ha escrito él.
lesson-days-misconception-just-relax = Solo tienes que relajarte.
lesson-days-misconception-just-relax-answer = La calma no devuelve la parada. En el modelo, el brazo tranquilo también se desborda.
lesson-days-misconception-caused = El estrés causa la distonía.
lesson-days-misconception-caused-answer = Algunas personas tuvieron antes mucho estrés; la mayoría, no. No se ha demostrado que sea una causa.

## Lección: causas pequeñas juntas

lesson-practice-title = Causas pequeñas juntas
lesson-practice-question = Al perderse algunas señales de parada, se escapa un poco de actividad. Las uniones que crecen con el uso añaden otro poco. ¿Qué hacen las dos cosas juntas?
lesson-practice-run = La persona da golpecitos durante diez segundos. Se han perdido algunas señales de parada, o las uniones crecen con el uso ([[plasticity|plasticidad]]), o las dos cosas.
lesson-practice-lever = Rapidez con que crecen las uniones
lesson-practice-explain-1 = Con la plasticidad, las células que están activas juntas se unen con más fuerza. Así aprendemos todos.
lesson-practice-explain-2 = Donde se han perdido señales de parada, también están activos juntos los vecinos que no deben, y crecen las uniones equivocadas: el desbordamiento es de { $both } con las dos cosas, pero solo de { $loss } y de { $practice } con una.
lesson-practice-explain-3 = Dos causas pequeñas pueden hacer juntas más que su suma. Por eso una persona tiene distonía y otra no.
lesson-practice-leaves-out = Aprender de verdad lleva semanas, necesita sueño y se puede desaprender. Aquí tarda segundos. La mayoría de quienes practican mucho no tienen nunca distonía, y nadie se la provoca por hacer algo mal.
lesson-practice-try = Activa la plasticidad, espera diez segundos y quítala. ¿Desaparece enseguida el desbordamiento?
lesson-practice-think = ¿Qué has aprendido tú con muchos pasos pequeños?
lesson-practice-goal-1 = explicar cómo dos causas pequeñas pueden ser más que su suma
lesson-practice-goal-2 = explicar por qué no enferma todo el que tiene un gen cambiado
lesson-practice-option-more = Más que las dos sumadas.
lesson-practice-option-sum = Justo lo mismo que las dos sumadas.
lesson-practice-option-less = Menos que las dos sumadas.
lesson-practice-condition-healthy = ninguna
lesson-practice-condition-loss = solo la pérdida
lesson-practice-condition-practice = solo la práctica
lesson-practice-condition-both = las dos juntas
lesson-practice-claim-practice = Con la pérdida, la práctica hace crecer el desbordamiento.
lesson-practice-evidence-plastic = En 10 personas con calambre del escritor, una prueba de plasticidad cambió la corteza motora más, y en una zona más amplia, que en otras 10 personas. Una revisión posterior dice que esas pruebas varían tanto que no está claro.
lesson-practice-evidence-genes = Hay distonías que vienen de familia. Un [[gene|gen]] cambiado, TOR1A, puede causar una distonía que empieza en la infancia. No todo el que lo hereda tiene distonía: los médicos lo llaman penetrancia reducida. No se sabe por qué unos sí y otros no.
lesson-practice-evidence-latency = En 190 personas con distonía de un lado del cuerpo pasaron años entre el daño y la distonía: unos 3 o 4 de media.
lesson-practice-check = Una niña y su padre tienen el mismo gen cambiado. Solo la niña tiene distonía. ¿Qué encaja con esta lección?
lesson-practice-check-option-fault = Habrá practicado mal.
lesson-practice-check-option-together = El gen es una causa entre varias que actúan juntas.
lesson-practice-check-option-gene = La prueba del padre debe de estar mal.
lesson-practice-check-why = Una causa pequeña puede no notarse. Casi no se sabe qué otras causas cuentan, y ninguna es culpa de la persona.
lesson-practice-misconception-own-fault = Los músicos con distonía enfermaron por practicar.
lesson-practice-misconception-own-fault-answer = La mayoría de los músicos practican igual y no la tienen nunca. Nadie se la hace a sí mismo.
lesson-practice-misconception-gene = Quien tiene el gen tiene distonía.
lesson-practice-misconception-gene-answer = Muchas personas con el gen cambiado no la tienen nunca.

## Lección: ¿no se ve nada?

lesson-unseen-title = ¿No se ve nada?
lesson-unseen-question = Se ha perdido un tercio de todas las señales de parada. ¿Cuándo se nota: cuando el brazo descansa o cuando intenta moverse?
lesson-unseen-run = Un brazo sano descansa. Un brazo que ha perdido un tercio de todas las señales de parada descansa. Después intenta moverse.
lesson-unseen-lever = Esfuerzo: cuánto se esfuerza la persona
lesson-unseen-explain-1 = En reposo no hay orden, así que no hay nada que parar. El desbordamiento es de { $rest }, casi como en un brazo sano.
lesson-unseen-explain-2 = Cuando la persona lo intenta, es de { $trying }. Quien mira en el momento equivocado no ve nada.
lesson-unseen-explain-3 = Esa es una razón por la que se decía que todo estaba «en la mente». Un [[scan|escáner]] normal y un toque que ayuda eran otras dos. No es así.
lesson-unseen-leaves-out = El modelo no tiene ni escáner ni médico. En las personas, la distonía también puede estar en reposo. Y que un escáner salga normal no quiere decir que el cerebro sea igual en todos los detalles.
lesson-unseen-try = Deja descansar el brazo y luego que lo intente, con un 35 % y con un 80 % perdido. ¿Con qué pérdida se nota también en reposo?
lesson-unseen-think = ¿Qué querrías que te preguntara un médico si se te hubiera pasado justo antes de entrar?
lesson-unseen-goal-1 = explicar por qué la distonía puede no notarse en reposo ni en un escáner
lesson-unseen-goal-2 = decir qué no es la distonía y a quién preguntar
lesson-unseen-option-rest = Ya en reposo.
lesson-unseen-option-trying = Solo cuando lo intenta.
lesson-unseen-option-never = Nunca: un tercio es demasiado poco.
lesson-unseen-condition-healthy-rest = sano, en reposo
lesson-unseen-condition-rest = un tercio perdido, en reposo
lesson-unseen-condition-trying = un tercio perdido, intentándolo
lesson-unseen-claim-rest = En reposo, un brazo con esta pérdida apenas se distingue de uno sano.
lesson-unseen-evidence-history = En 1894, un médico de París vio que un pequeño toque podía deshacer una torsión violenta. Lo tomó como prueba de que la causa estaba en la mente. Durante décadas se trató a las personas por lo que no era.
lesson-unseen-evidence-scans = En los adultos con distonía de una sola parte del cuerpo, un escáner corriente del cerebro suele salir normal. Se hace para buscar otras enfermedades. Al comparar a muchas personas con métodos más finos se ven diferencias pequeñas, pero no siempre las mismas.
lesson-unseen-evidence-functional = También existe la distonía funcional. Es igual de real y no es fingida, pero se produce de otra manera y necesita otra ayuda. Algunas medidas salen iguales en las dos, así que los médicos se fijan en cómo se comporta el movimiento. Un escáner solo no basta.
lesson-unseen-evidence-delay = En una clínica, 49 personas con distonía cervical esperaron 6,8 años de media hasta que alguien les dijo qué tenían. Habían visto de media a tres médicos. Una persona esperó 53 años.
lesson-unseen-check = A un amigo se le acalambra la mano en clase, pero en la consulta estaba bien y el escáner era normal. ¿Qué se puede decir?
lesson-unseen-check-option-real = Puede ser muy real. Un vídeo del calambre ayudaría al médico.
lesson-unseen-check-option-nothing = No hay nada, porque el escáner es normal.
lesson-unseen-check-option-lying = Tu amigo se lo ha inventado.
lesson-unseen-check-why = La distonía puede esconderse en reposo, y el escáner muestra la forma y no las señales. Lo que ayuda es que te crean y que te vea un neurólogo que la conozca.
lesson-unseen-misconception-mind = Está todo en la mente.
lesson-unseen-misconception-mind-answer = Está en el control del movimiento. Nadie lo hace a propósito.
lesson-unseen-misconception-pretend = Si va y viene, es fingido.
lesson-unseen-misconception-pretend-answer = Llega al moverse y se va con el reposo o con un toque. Eso es típico de la distonía.

## Lección: qué ayuda

lesson-rescue-title = Qué ayuda en un día malo
lesson-rescue-question = Es un día malo: se ha perdido un tercio de todas las señales de parada y la persona está muy tensa. [[overflow|La actividad se escapa]] a otras articulaciones. ¿Qué ayuda lleva el brazo por debajo de la línea?
lesson-rescue-run = Nadie elige un día así. Ahora ayuda: elige una o dos ayudas, ejecuta el modelo y lleva el brazo por debajo de la línea. Hay más de una manera.
lesson-rescue-explain-1 = Cada ayuda actúa en un lugar distinto, y ninguna devuelve una parada perdida.
lesson-rescue-explain-2 = En el modelo, un toque suave solo da { $touch } y la [[stimulation|estimulación]] sola, { $stimulation }. Las dos juntas dan { $pair }.
lesson-rescue-explain-3 = Un día tranquilo no bastaría: sin ninguna ayuda, del brazo todavía se escapa { $calm }. La tensión viene con el día y no es culpa de nadie.
lesson-rescue-leaves-out = Los tratamientos de verdad tardan días o meses, tienen efectos secundarios y no ayudan a todo el mundo. Lo mejor es distinto para cada persona, y solo ella y un médico pueden decidirlo. Aquí la toxina se pone en un músculo. Bloquea ese músculo y no la orden de su nervio, así que las barras muestran con cuánta fuerza tiran los músculos.
lesson-rescue-try = Menos actividad no siempre es mejor: ¿cuánto queda del movimiento que se quería hacer? Después busca otra pareja que funcione.
lesson-rescue-think = Dos ayudas funcionan igual de bien. ¿Qué más preguntarías antes de elegir?
lesson-rescue-goal-1 = nombrar cuatro tipos de ayuda y dónde actúa cada uno
lesson-rescue-goal-2 = explicar por qué ningún tratamiento es el mejor para todos
lesson-rescue-option-touch = Un toque suave.
lesson-rescue-option-stimulation = La estimulación.
lesson-rescue-option-pair = Solo las dos juntas.
lesson-rescue-condition-start = ninguna ayuda
lesson-rescue-condition-touch = un toque
lesson-rescue-condition-stimulation = estimulación
lesson-rescue-condition-pair = estimulación y un toque
lesson-rescue-condition-calm = un día tranquilo, ninguna ayuda
lesson-rescue-condition-other = estimulación y una tarea más ligera
lesson-rescue-condition-injected = toxina en el flexor de la muñeca
lesson-rescue-condition-yours = tus ayudas
lesson-rescue-claim-start = Sin ayuda, el brazo está por encima de la línea.
lesson-rescue-claim-calm = En un día tranquilo también está por encima de la línea.
lesson-rescue-claim-toxin = La [[botulinum-toxin|toxina botulínica]] en el músculo por el que más se escapa reduce el desbordamiento.
lesson-rescue-claim-other = Hay otra manera: estimulación y una tarea más ligera.
lesson-rescue-evidence-toxin = La toxina botulínica es el primer tratamiento en el que piensan los médicos para la distonía del cuello. Nueve ensayos con 1144 personas la compararon con un placebo. En un estudio con 13 personas, la actividad del músculo inyectado era un 27 % menor a las cuatro semanas, y la mayoría mejoró.
lesson-rescue-evidence-stimulation = En 22 personas con distonía de todo el cuerpo, la estimulación bajó la puntuación de los síntomas un 55 % en un año, comparada con la de antes. Sin que se supiera si estaba encendida, a los tres meses era un 29 % más baja encendida que apagada. El segundo número es la comparación más justa.
lesson-rescue-evidence-sham = En 62 personas con distonía del cuello, la estimulación de verdad bajó la puntuación un 26 %. La estimulación fingida, apagada, la bajó un 6 %.
lesson-rescue-evidence-slower = De 11 personas con estimulación, 10 contaron que se habían vuelto más lentos movimientos que antes eran normales. Se les preguntó; no se midió.
lesson-rescue-evidence-drug = En un ensayo ciego (nadie sabía quién tomaba el fármaco de verdad), una dosis alta de un [[anticholinergic|fármaco anticolinérgico]] ayudó claramente a 22 de 31 personas. El 42 % todavía notaba un claro beneficio a los 2,4 años.
lesson-rescue-evidence-dopa = Un tipo raro, la [[dopa-responsive|distonía que responde a la dopa]], suele empezar en la infancia, a menudo es peor por la tarde y mejora muchísimo con dosis pequeñas de levodopa. Por eso los médicos la buscan.
lesson-rescue-helper-touch = Un toque suave
lesson-rescue-helper-stimulation = Estimulación
lesson-rescue-helper-drug = Fármaco anticolinérgico
lesson-rescue-helper-toxin = Toxina botulínica en el flexor de la muñeca
lesson-rescue-helper-lighter = Una tarea más ligera
lesson-rescue-check = Dos personas tienen la misma distonía. A una le ayuda la toxina y a la otra no. ¿Cuál es el mejor paso siguiente?
lesson-rescue-check-option-best = Dar a las dos lo que más le gusta al modelo.
lesson-rescue-check-option-person = Que cada una hable con un médico sobre lo que le importa.
lesson-rescue-check-option-strongest = Tomar enseguida el tratamiento más fuerte.
lesson-rescue-check-why = Los efectos, los efectos secundarios y los deseos son distintos. Un modelo no puede decidir por nadie.
lesson-rescue-misconception-calm = Si se mantuvieran en calma, estarían sanos.
lesson-rescue-misconception-calm-answer = Del brazo tranquilo también se escapa actividad. La calma puede sentar bien, pero no es una cura ni una obligación.
lesson-rescue-misconception-cure-all = Hay una cura para la distonía.
lesson-rescue-misconception-cure-all-answer = Hay varios tipos de ayuda. Para la mayoría de las distonías todavía no hay cura.

## Lección: fuerza y torsión

lesson-strength-title = Con fuerza, y aun así se tuerce
lesson-strength-question = Una persona con distonía tira con todas sus fuerzas. ¿Cuánto trabaja el músculo que quiere usar, comparado con uno sano?
lesson-strength-run = Todo el esfuerzo, primero en un brazo sano. Después se pierde un tercio de todas las señales de parada.
lesson-strength-lever = Parada perdida en todas partes
lesson-strength-explain-1 = En el modelo, el músculo que se quiere usar recibe la orden entera en los dos casos: { $healthy } sano y { $lost } con la pérdida.
lesson-strength-explain-2 = Pero con la pérdida también tira el [[opponent|músculo contrario]], y en la articulación queda menos fuerza.
lesson-strength-explain-3 = Así que el modelo dice: ni débil ni perezoso, sino mal dirigido. Lo que dicen los estudios está menos claro; sigue leyendo.
lesson-strength-leaves-out = Se sabe: qué partes hay, más o menos con qué rapidez viajan las señales, que los síntomas cambian con un toque. Se supone: la fuerza de casi todas las uniones y cómo actúa el estrés. No se sabe: por qué empieza la distonía y por qué en una parte del cuerpo. «La máquina está bien, falla el programa» es demasiado simple: se han encontrado diferencias pequeñas en el cerebro.
lesson-strength-try = Rompe el modelo: busca una situación en la que haga algo que no haría ninguna persona. Después lee en la página de pruebas en qué se equivoca.
lesson-strength-think = ¿Qué medirías en las personas para mostrar que este modelo está equivocado?
lesson-strength-goal-1 = distinguir la fuerza del control
lesson-strength-goal-2 = nombrar algo que se sabe, algo que se supone y algo que no se sabe
lesson-strength-option-weaker = Claramente menos.
lesson-strength-option-same = Más o menos igual.
lesson-strength-option-stronger = Claramente más: está acalambrado.
lesson-strength-condition-healthy = sano, todo el esfuerzo
lesson-strength-condition-lost = un tercio perdido, todo el esfuerzo
lesson-strength-claim-opponent = El músculo contrario tira mucho más que en un brazo sano.
lesson-strength-evidence-neck = El cuello de 23 personas con distonía del cuello tenía entre un 25 y un 44 % menos de fuerza, y la debilidad iba unida al dolor. Todas habían recibido toxina botulínica, que por sí misma debilita los músculos.
lesson-strength-evidence-hand = En 18 personas con distonía de la mano, la muñeca y el codo tenían entre un 14 y un 29 % menos de fuerza. Los músculos que querían usar estaban menos activos y los contrarios no tiraban más. Eso va en contra de este modelo.
lesson-strength-evidence-rates = En las personas con distonía, las células de la salida de los ganglios basales disparan menos a menudo, incluso en reposo, que en dos monos sanos. En este modelo también, pero mucho menos.
lesson-strength-check = Una prueba de fuerza es normal y el brazo se tuerce igual. ¿Qué explica las dos cosas?
lesson-strength-check-option-train = La persona debería entrenar más.
lesson-strength-check-option-control = El problema es a qué músculos se llama, no lo fuertes que son.
lesson-strength-check-option-broken = La prueba tiene que estar mal.
lesson-strength-check-why = La fuerza pregunta cuánto puede tirar un músculo. El control pregunta qué músculos tiran y cuándo.
lesson-strength-misconception-weak = Las personas con distonía son débiles o no se esfuerzan.
lesson-strength-misconception-weak-answer = Sus órdenes salen. En el modelo, esforzarse más puede incluso empeorarlo.
lesson-strength-misconception-model-true = Si lo muestra el modelo, es verdad.
lesson-strength-misconception-model-true-answer = Un modelo muestra lo que puede salir de unas pocas reglas. Solo los estudios con personas muestran lo que es verdad en las personas.

lesson-measurement-title = Por qué no basta una medida
lesson-measurement-question = Un brazo ha perdido señales de parada en la [[cortex|corteza]]; otro, en la [[spinal-cord|médula espinal]]. Solo mides cuánto luchan los [[opponent|músculos contrarios]]. ¿Qué encuentras?
lesson-measurement-run = Los dos brazos levantan lo mismo, con el mismo ruido. Uno ha perdido la mayor parte de la parada en la corteza; el otro, más de la mitad en la médula espinal.
lesson-measurement-lever = Parada perdida en la médula espinal
lesson-measurement-explain-1 = Los músculos contrarios luchan más o menos igual: { $cortex } con la pérdida en la corteza, { $spinal } con la pérdida en la médula espinal. En un brazo sano es { $healthy }.
lesson-measurement-explain-2 = Así que esta única medida muestra que algo es distinto. No puede decir dónde. Otras dos sí: cuánto tardan los músculos en descansar cuando la persona se relaja, y cuánto trabaja el músculo más activo de los que el movimiento no necesita.
lesson-measurement-explain-3 = Cada prueba nueva descarta algo. Lo que queda puede ser todavía más de un lugar. Entonces la respuesta honrada es: no se puede saber.
lesson-measurement-leaves-out = Elegimos las dos cantidades para que una medida coincidiera. En las personas nadie conoce esas cantidades, y una persona puede tener una pérdida en más de un lugar. Esto trata del modelo. No es un diagnóstico.
lesson-measurement-try = Mueve la pérdida de la médula espinal hasta que los músculos contrarios luchen mucho menos que con la pérdida en la corteza. ¿Podría seguir siendo la corteza, con una pérdida menor?
lesson-measurement-think = ¿Cuándo te han parecido iguales dos causas distintas? ¿Qué te ayudó a distinguirlas?
lesson-measurement-goal-1 = explicar por qué dos causas pueden dar un mismo resultado
lesson-measurement-goal-2 = elegir una segunda prueba que distinga dos causas
lesson-measurement-option-cortex = Claramente más lucha con la pérdida en la corteza.
lesson-measurement-option-spinal = Claramente más lucha con la pérdida en la médula espinal.
lesson-measurement-option-alike = Más o menos la misma lucha en los dos.
lesson-measurement-condition-healthy = sano
lesson-measurement-condition-cortex = pérdida en la corteza
lesson-measurement-condition-spinal = pérdida en la médula espinal
lesson-measurement-claim-fight = Los músculos contrarios luchan más que en un brazo sano.
lesson-measurement-claim-rest = Con la pérdida en la médula espinal, los músculos tardan más en descansar que con la pérdida en la corteza.
lesson-measurement-claim-overflow = Con la pérdida en la corteza, el desbordamiento más fuerte es mayor que con la pérdida en la médula espinal.
lesson-measurement-evidence-shared = Se han encontrado señales de parada más débiles tanto en la distonía como en la [[functional-dystonia|distonía funcional]]. Esa medida no distingue la una de la otra. En un estudio lo hizo otra: la rapidez con que cambian las uniones.
lesson-measurement-evidence-marks = Qué segunda medida distingue dos lugares es un resultado de este modelo. En las personas puede ser otra, o ninguna.
lesson-measurement-check = Dos causas dan el mismo resultado en una prueba. ¿Qué ayuda?
lesson-measurement-check-option-repeat = La misma prueba, muchas veces más.
lesson-measurement-check-option-other = Una prueba en la que las dos causas se distingan.
lesson-measurement-check-option-common = Quedarse con la primera causa que se te ocurra.
lesson-measurement-check-why = Repetir una prueba hace más seguro su número. No hace distintos dos números iguales.
lesson-measurement-misconception-one-number = Un número muestra dónde está el problema.
lesson-measurement-misconception-one-number-answer = Problemas distintos pueden dar el mismo número.
lesson-measurement-misconception-repeat = Si una prueba se repite bastantes veces, lo dice todo.
lesson-measurement-misconception-repeat-answer = Entonces dice una cosa con mucha exactitud. Para lo demás hace falta otra prueba.
