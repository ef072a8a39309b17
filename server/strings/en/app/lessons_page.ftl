### The page of the lessons, besides the texts of lessons.ftl.

lessons-page-again = Start both again
lessons-page-beside = Beside “{ $first }”
lessons-page-time = { $seconds } s
lessons-page-progress = Runs that are done
lessons-page-range = { $low } to { $high }
lessons-page-less = One less: { $option }
lessons-page-more = One more: { $option }
lessons-page-assumption = An assumption of this model. No study is behind it.
lessons-page-ignored = Part of this address was not understood and was ignored: { $names }.
lessons-page-steps-number = { $number }. { $step }
lessons-page-onward = Next and before
lessons-page-links = Other pages of the lessons
lessons-page-opens = Opens { $title }
lessons-page-sheets-of = Worksheets of
lessons-page-sheet-only = Worksheet of this lesson
lessons-page-sheet-check-answer = Answer: { $answer }
