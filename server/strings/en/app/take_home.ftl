### What a visitor of Explore can take home, and the sound of the muscles

home-title = To take home
home-copied = Copied.
home-copy-yourself = The browser did not allow copying. The text is selected: copy it with the keyboard.
home-failed = This could not be made. Try again, or try another browser.
home-saved = Saved.
home-cancelled = Stopped. Nothing was saved.
home-close = Close
home-cancel = Stop

## Link

home-link = A link to this setting
home-from-disk = You opened this page from a disk, so it has no web address that a link could lead to. Send the file itself together with a saved recording, or put the page online first.
home-here-only = This address works on this computer only.
home-play = When somebody opens the link
home-play-yes = It starts to play
home-play-no = It waits for Play
home-link-text = Link
home-copy-link = Copy the link
home-embed = Code to embed the page in another one
home-embed-title = Dystonia: a model of movement
home-copy-embed = Copy the code
home-link-help = The link holds the setting itself. Nothing is stored anywhere.
home-qr = QR code
home-qr-title = QR code of a link to this page
home-qr-save = Save the QR code as SVG
home-qr-too-long = The link has { $count } characters, and a QR code holds { $most } at most. Go back to the start, and make fewer changes.

## Pictures

home-pictures = Pictures of this moment
home-body-png = Body as PNG
home-body-svg = Body as SVG
home-network-svg = Network as SVG
home-gauge-svg = Gauge as SVG
home-animation = The body in motion
home-seconds = How long
home-animation-kind = Kind of file
home-animation-png = Animated PNG
home-animation-video = Video
home-make = Make the animation
home-progress = Progress of the animation
home-animation-help = It shows what happens next if nothing else is changed. An animated PNG goes wherever pictures go: into a web page, or into slides that are shown in a browser.

## Python and data

home-python = In Python
home-python-help = These lines repeat everything that you have done here, to the last bit, and save the muscles and joints as a table.
home-python-lines = Python lines
home-copy-python = Copy the lines
home-command = Command, for the recording that you save here
home-copy-command = Copy the command
home-command-help = Both need Python and the package motorloops.
home-data = Data and recording
home-csv = Last 30 seconds as CSV
home-save = Save the recording
home-open = Open a recording
home-print = Print this page

## Sound

sound-on = Listen to the muscles
sound-volume = Volume
sound-help = Each muscle sounds as it might on an electromyograph (EMG). Muscles that were asked to work rustle softly. Muscles that join in crackle.
