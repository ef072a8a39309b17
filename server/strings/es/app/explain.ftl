### ¿Qué explica esto? en el sitio: entran cifras de pruebas y sale una respuesta sobre el modelo.

explain-heading = ¿Qué lo explica?
explain-text = Da cifras de pruebas de una persona. Verás en qué lugar de la red de este modelo una pérdida de inhibición daría esas cifras, con qué seguridad, y qué no pueden decir las pruebas.
explain-notice = Esto trata del modelo. No es un diagnóstico.
explain-figures = Las cifras
explain-start = Empezar con
explain-healthy = Sano
explain-lost = { $place }: la mitad perdida
explain-tests = Pruebas hechas
explain-sliders = Cada control mueve un tipo de cifra; con él se mueve esa cifra en los otros esfuerzos, velocidades o músculos de la prueba. Las demás cifras quedan como en el ejemplo. Cada cifra cuenta como la media de dos intentos.
explain-mark = Sano: { $value }
explain-where =
    { $test ->
        [graded_effort] { $name } (esfuerzo: { $place })
        [stress] { $name } (estrés: { $place })
        [fast] { $name } en movimientos rápidos
       *[other] { $name }, { $place }
    }
explain-problem = Esta dirección no se pudo usar: { $problem }.
explain-answer = La respuesta
explain-unlike = Distinto de todo lo que da el modelo: no te fíes de lo que sigue. Pocas condiciones del modelo, o ninguna, tienen esas cifras. La que menos encaja: { $figure }.
explain-sites = Dónde está la mayor pérdida
explain-none = Estas cifras pueden venir de un cuerpo sano: entre las respuestas probables hay una sin apenas pérdida.
explain-site = Si se perdió algo, lo más probable es que la mayor pérdida esté aquí: { $place } ({ $share }).
explain-no-site = No se puede saber dónde está la mayor pérdida: { $places }.
explain-one-place = { $place } ({ $share })
explain-levers = Cuánto se perdió
explain-levers-text = Barras: lo probable que es cada cantidad con estas cifras. Línea discontinua: antes de dar cifras. Línea gruesa: el 90 % de la probabilidad.
explain-picture = { $lever }: lo probable que es cada cantidad, de { $first } a { $last }
explain-known = Con una probabilidad del 90 %, entre { $low } y { $high }; media { $mean }.
explain-cannot-tell = No se puede saber
explain-unknown = Con una probabilidad del 90 %, entre { $low } y { $high }, casi tan ancho como antes de dar cifras (de { $first } a { $last }).
explain-explore = Abrir la condición probable en Explorar, junto al cuerpo sano
explain-explore-text = La media de cada cantidad. Otras condiciones también encajan.
explain-more = Cómo funciona
explain-more-text = Tu navegador compara las cifras con las de { $count } condiciones del modelo, en { $networks } redes que se comportan más o menos igual. Muestra qué tienen en común las condiciones con esas cifras. Usa solo las cifras que tienen un control y no puede decir qué parte del cuerpo está afectada. El programa motorloops lee tablas enteras de cifras y dice más.
explain-lesson = Lección: por qué una sola medida no basta
explain-under = menos del 1 %
explain-over = más del 99 %
explain-unit-MVC = { $value } % del máximo
explain-unit-share = { $value } %
explain-unit-s = { $value } s
explain-unit-ms = { $value } ms
explain-unit-deg-s = { $value }°/s
