### What explains this? on the site: figures of tests in, an answer about the model out.

explain-heading = What explains this?
explain-text = Enter figures from a person’s tests, and see where in this model’s network a loss of inhibition would give such figures, how certain that is, and what the tests cannot tell.
explain-notice = This is about the model. It is not a diagnosis.
explain-figures = The figures
explain-start = Start from
explain-healthy = Healthy
explain-lost = { $place }: half lost
explain-tests = Tests done
explain-sliders = Each slider moves one kind of figure; that figure at the test’s other efforts, speeds or muscles moves along. All other figures stay as in the example. Each figure counts as the mean of two trials.
explain-mark = Healthy: { $value }
explain-where =
    { $test ->
        [graded_effort] { $name } at { $place } effort
        [stress] { $name } at { $place } stress
        [fast] { $name } in fast movements
       *[other] { $name }, { $place }
    }
explain-problem = This address could not be used: { $problem }.
explain-answer = The answer
explain-unlike = Unlike the model: do not rely on what stands below. Few or no conditions of the model have such figures. Most off: { $figure }.
explain-sites = Where the largest loss is
explain-none = These figures may come from health: hardly any loss at all is among the likely answers.
explain-site = If anything was lost, the largest loss is most likely in the { $place } ({ $share }).
explain-no-site = Cannot tell where the largest loss is: { $places }.
explain-one-place = { $place } ({ $share })
explain-levers = How much was lost
explain-levers-text = Bars: how likely each amount is, given the figures. Dashed line: before any figures. Thick line: 90% of the probability.
explain-picture = { $lever }: how likely each amount is, from { $first } to { $last }
explain-known = With 90% probability between { $low } and { $high }; mean { $mean }.
explain-cannot-tell = Cannot tell
explain-unknown = With 90% probability between { $low } and { $high }, which is nearly as wide as before any figures ({ $first } to { $last }).
explain-explore = Open the likely condition in Explore, beside health
explain-explore-text = The mean of each amount. Other conditions fit too.
explain-more = How this works
explain-more-text = Your browser compares the figures with those of { $count } conditions of the model, in { $networks } networks that behave about alike. It shows what conditions with such figures have in common. It uses only the figures with a slider, and cannot tell which part of the body is affected. The motorloops program reads whole tables of figures and tells more.
explain-lesson = Lesson: why one measurement is not enough
explain-under = under 1%
explain-over = over 99%
explain-unit-MVC = { $value }% of maximum
explain-unit-share = { $value }%
explain-unit-s = { $value } s
explain-unit-ms = { $value } ms
explain-unit-deg-s = { $value }°/s
