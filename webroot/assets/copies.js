// What the portal copies: the list, or one of them, kept up to date.

import {keepFresh} from "./refresh.js";

const ids = ["copies", "state", "progress", "problems", "actions"].filter(id => document.getElementById(id));

keepFresh(location.pathname, ids, 2000);
