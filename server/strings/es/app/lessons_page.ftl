### La página de las lecciones, además de los textos de lessons.ftl.

lessons-page-again = Empezar los dos de nuevo
lessons-page-beside = Junto a «{ $first }»
lessons-page-time = { $seconds } s
lessons-page-progress = Repeticiones terminadas
lessons-page-range = de { $low } a { $high }
lessons-page-less = Uno menos: { $option }
lessons-page-more = Uno más: { $option }
lessons-page-assumption = Es una suposición de este modelo. Ningún estudio la respalda.
lessons-page-ignored = Una parte de esta dirección no se entendió y se pasó por alto: { $names }.
lessons-page-steps-number = { $number }. { $step }
lessons-page-onward = Siguiente y anterior
lessons-page-links = Otras páginas de las lecciones
lessons-page-opens = Abre { $title }
lessons-page-sheets-of = Hojas de trabajo de
lessons-page-sheet-only = Hoja de trabajo de esta lección
lessons-page-sheet-check-answer = Respuesta: { $answer }
