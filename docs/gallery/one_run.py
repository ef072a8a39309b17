"""One run, healthy and with a third of the inhibition lost everywhere."""

from _style import BLUE, GREY, ORANGE, blank, save

from motorloops import Params, hold, simulate

settings = {"healthy": Params(), "35 % of inhibition lost": Params().replace(loss=0.35)}
trajectory = simulate(list(settings.values()), hold(), seeds=[3])
body = trajectory.network.body
wanted = body.channel(body.agonist)
opponents = [channel for channel, _ in body.antagonists(wanted)]

figure = blank(8, 4)
panels = figure.subplots(1, 2, sharey=True)
for run, (axes, title) in enumerate(zip(panels, settings, strict=False)):
    axes.axvspan(0.3, 1.3, color="#eeeeee", zorder=0)
    for channel in range(len(body.muscles)):
        colour = BLUE if channel == wanted else ORANGE if channel in opponents else GREY
        label = {BLUE: "wanted muscle (biceps)", ORANGE: "opponent (triceps)"}.get(colour)
        if colour == GREY and channel == 0:
            label = "muscles of other joints"
        axes.plot(
            trajectory.time_ms / 1000,
            trajectory.activation[:, channel, run],
            color=colour,
            label=label,
            linewidth=2 if colour != GREY else 1,
        )
    axes.set(title=title, xlabel="time (s)")
panels[0].set_ylabel("activation (MVC)")
panels[0].text(0.8, 0.93, "person tries", ha="center", color=GREY)
panels[0].set_ylim(0, 1)
panels[1].legend(loc="upper right")
save(figure, __file__)
