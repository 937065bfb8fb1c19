// The list of jobs, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh("/jobs", ["jobs"], 2000);
