// Pages that everybody gets alike come without the reader's choice of colours: it is read here, before anything is drawn.
const chosen = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
if (chosen) document.documentElement.dataset.theme = chosen[1];
