// The list of transfers, kept up to date.

import {keepFresh} from "./refresh.js";

keepFresh("/transfers", ["transfers"], 2000);
