### Por dónde viajan ADELANTE y PARA: la imagen sencilla, el cableado completo y los trazos de los
### músculos.

## Las regiones y lo que hace cada una

network-region-cortex = Corteza
network-region-cortex-does = pide el movimiento
network-region-basal_ganglia = Ganglios basales
network-region-basal_ganglia-does = dejan pasar uno, frenan el resto
network-region-thalamus = Tálamo
network-region-thalamus-does = lo transmite
network-region-cerebellum = Cerebelo
network-region-cerebellum-does = ajusta el tiempo y corrige
network-region-spinal_cord = Médula espinal
network-region-spinal_cord-does = mueve los músculos
network-region-afferent = Sentidos

## Las dos corrientes

network-go = ADELANTE
network-stop = PARA
network-weak = aquí el «para» es débil
network-leak = ADELANTE se desborda
network-asked = debe tirar
network-not-asked = nadie se lo pidió

## Lo mismo para lectores de pantalla

network-about = Cinco regiones, de la corteza a la médula espinal. ADELANTE baja hasta el músculo al que se pidió tirar; PARA, hasta los músculos a los que no se pidió nada.
network-about-weak = Aquí el «para» es débil: { $regions }.
network-about-leak = ADELANTE se desborda hacia músculos a los que no se pidió nada.
network-about-touch = El tacto aporta información en su camino de la piel a la corteza.
network-row = { $region }: ADELANTE, { NUMBER($go, style: "percent") }; PARA, { NUMBER($stop, style: "percent") } del que recibe el gemelo sano.
network-muscles = El músculo al que se pidió tirar trabaja al { NUMBER($asked, style: "percent") } de su máximo; el más activo de los demás, al { NUMBER($other, style: "percent") }.
