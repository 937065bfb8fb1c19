// An update of the agents that runs: its servers, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh(location.pathname, ["state", "rollout-servers", "actions"], 2000);
