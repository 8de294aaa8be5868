import * as pulumi from "@pulumi/pulumi";
import { ReportingStack } from "@pulumi/calico-reporting";

class Kubernetes extends pulumi.ProviderResource {
    constructor(name: string, context: string) {
        super("kubernetes", name, { context, enablePatchForce: true }, { version: "4.32.0" });
    }
}

const config = new pulumi.Config();
const context = config.require("context");
const schedule: any = config.getBoolean("later") ? pulumi.output("0 6 * * *") : "0 6 * * *";

const reporting = new ReportingStack("reporting", {
    cluster: { name: "sandbox", context },
    intervals: "workshop",
    reportSets: { team: { reports: { "daily-inventory": { reportType: "inventory", schedule } } } },
}, { providers: [new Kubernetes("theirs", context)] });

export const intervals = reporting.intervals;
