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
network-leak = ADELANTE escapa
network-asked = debe tirar
network-not-asked = nadie se lo pidió

## Lo mismo para lectores de pantalla

network-about = Cinco regiones, de la corteza a la médula espinal. ADELANTE baja hasta el músculo al que se pidió tirar; PARA, hasta los músculos a los que no se pidió nada.
network-about-weak = Aquí el «para» es débil: { $regions }.
network-about-leak = ADELANTE escapa hacia músculos a los que no se pidió nada.
network-about-touch = El tacto aporta información en su camino de la piel a la corteza.
network-row = { $region }: ADELANTE, { NUMBER($go, style: "percent") }; PARA, { NUMBER($stop, style: "percent") } del que recibe el gemelo sano.
network-muscles = El músculo al que se pidió tirar trabaja al { NUMBER($asked, style: "percent") } de su máximo; el más activo de los demás, al { NUMBER($other, style: "percent") }.

## El cableado completo: cada grupo de células, con un nombre que cabe en su caja

network-wiring = Todos los grupos de células y lo que los une. Una línea con punta de flecha excita; dos raíles con una barra inhiben. Las barras de cada caja muestran su actividad para cada músculo.
network-wiring-weak = La inhibición debilitada llega a: { $names }.
network-population-row = { $name }: { NUMBER($asked, style: "percent") } para el músculo al que se pidió tirar, { NUMBER($other, style: "percent") } para los demás.
network-population-CMD = Orden motora
network-population-M1 = Corteza motora
network-population-INH = Inhi­bición cortical
network-population-GABAB = Inhi­bición cortical lenta
network-population-D1 = Estriado, vía directa
network-population-D2 = Estriado, vía indirecta
network-population-FSI = Células rápidas
network-population-GPE = Pálido externo
network-population-STN = Núcleo sub­talámico
network-population-GPI = Pálido interno
network-population-TH = Tálamo motor
network-population-PC = Células de Purkinje
network-population-DCN = Núcleos profundos
network-population-S1 = Corteza sensitiva
network-population-MN = Moto­neuronas
network-population-IAIN = Inhi­bición Ia
network-population-RC = Células de Renshaw
network-population-PAD = Inhi­bición pre­sináptica
network-population-IA = Husos musculares
network-population-SKIN = Piel

## Los trazos de los músculos

network-traces = Lo que hizo cada músculo en los últimos cinco segundos: un músculo hacia arriba, su contrario hacia abajo.
network-traces-muscle = Músculo
network-traces-now = Ahora
network-traces-asked = se le pidió
network-traces-share = { NUMBER($share, style: "percent") }
network-traces-ago = hace 5 s
network-traces-present = ahora
