"""Before anybody is paid: how many responders, conversations, raters and overlaps it takes."""
