### Lo que una visita de Explorar puede llevarse, y el sonido de los músculos

home-title = Para llevar
home-copied = Copiado.
home-copy-yourself = El navegador no permitió copiar. El texto está seleccionado: cópialo con el teclado.
home-failed = No se pudo crear. Inténtalo otra vez, o prueba con otro navegador.
home-saved = Guardado.
home-cancelled = Detenido. No se guardó nada.
home-close = Cerrar
home-cancel = Detener

## Enlace

home-link = Un enlace a este ajuste
home-from-disk = Abriste esta página desde un disco, así que no tiene una dirección web a la que pueda llevar un enlace. Envía el propio archivo junto con una grabación guardada, o publica antes la página en la web.
home-here-only = Esta dirección solo funciona en este ordenador.
home-play = Cuando alguien abra el enlace
home-play-yes = Empieza a moverse
home-play-no = Espera a que se pulse el botón
home-link-text = Enlace
home-copy-link = Copiar el enlace
home-embed = Código para insertar la página en otra
home-embed-title = Distonía: un modelo del movimiento
home-copy-embed = Copiar el código
home-link-help = El propio enlace contiene el ajuste. No se guarda nada en ninguna parte.
home-qr = Código QR
home-qr-title = Código QR de un enlace a esta página
home-qr-save = Guardar el código QR como SVG
home-qr-too-long = El enlace tiene { $count } caracteres, y en un código QR caben { $most } como máximo. Vuelve al principio y haz menos cambios.

## Imágenes

home-pictures = Imágenes de este momento
home-body-png = Cuerpo en PNG
home-body-svg = Cuerpo en SVG
home-network-svg = Red en SVG
home-gauge-svg = Indicador en SVG
home-animation = El cuerpo en movimiento
home-seconds = Duración
home-animation-kind = Tipo de archivo
home-animation-png = PNG animado
home-animation-video = Vídeo
home-make = Crear la animación
home-progress = Progreso de la animación
home-animation-help = Muestra lo que ocurre a continuación si no cambias nada más. Un PNG animado sirve donde sirve cualquier imagen: en una página web o en diapositivas que se muestran en un navegador.

## Python y datos

home-python = En Python
home-python-help = Estas líneas repiten todo lo que has hecho aquí, hasta el último bit, y guardan los músculos y las articulaciones en una tabla.
home-python-lines = Líneas de Python
home-copy-python = Copiar las líneas
home-command = Orden para la grabación que guardes aquí
home-copy-command = Copiar la orden
home-command-help = Ambas cosas necesitan Python y el paquete motorloops.
home-data = Datos y grabación
home-csv = Últimos 30 segundos en CSV
home-save = Guardar la grabación
home-open = Abrir una grabación
home-print = Imprimir esta página

## Sonido

sound-on = Escuchar los músculos
sound-volume = Volumen
sound-help = Cada músculo suena como podría sonar en un electromiógrafo (EMG). Los músculos a los que se les pidió trabajar susurran. Los que se suman crepitan.
