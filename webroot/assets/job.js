// A job that runs: its steps, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh(location.pathname, ["state", "steps", "actions"], 1000);
