// The nodes, kept up to date by whichever node answers: the one that the page came from may be the one that goes.

import {keepFresh} from "./refresh.js";

keepFresh("/nodes", ["news", "list-title", "list"], 2000);
