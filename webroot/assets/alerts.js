// The lists of alerts, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh(location.pathname + location.search, ["raised", "ended"], 5000);
