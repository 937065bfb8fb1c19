// The list of the agents' updates, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh("/agents/rollouts", ["rollouts"], 3000);
