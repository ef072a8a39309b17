### El medidor de músculos que luchan entre sí y sus últimos 30 segundos.

gauge-title = Músculos que luchan entre sí
gauge-note = La línea vertical es lo máximo que muestra una persona sana.
gauge-low = bajo
gauge-raised = elevado
gauge-high = alto
gauge-very_high = muy alto
gauge-silent = en silencio

## El giro que nadie pidió

gauge-turn-title = Giro que nadie pidió
gauge-turn-value = { NUMBER($value, maximumFractionDigits: 0) }°
gauge-turn-low = como en una persona sana
gauge-turn-raised = un poco
gauge-turn-high = mucho
gauge-turn-very_high = muchísimo

## El historial

gauge-healthy = sano
gauge-now = ahora
gauge-ago = hace { $seconds } s
gauge-mark-touch = Toque
gauge-mark-stress = Estrés
gauge-mark-relax = «Relájate»
gauge-mark-stop = «Para» perdido
gauge-mark-effort = Esfuerzo

## Lo mismo para lectores de pantalla

gauge-describe = { $title }: { $value }, { $word }.
gauge-describe-range = En los últimos { NUMBER($seconds, maximumFractionDigits: 0) } segundos estuvo entre { $low } y { $high }.
gauge-describe-mark = { $what }, hace { NUMBER($seconds, maximumFractionDigits: 0) } segundos: { $before } antes, { $after } después.
