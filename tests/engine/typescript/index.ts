import * as pulumi from "@pulumi/pulumi";
import { FelixFlush, ReporterRun, ReportSet, types } from "@pulumi/calico-reporting";

const config = new pulumi.Config();
const cluster = { name: "sandbox", context: config.require("context") };
const reports = config.requireObject<Record<string, types.input.ReportArgs>>("reports");

new FelixFlush("flush", { cluster, intervals: "workshop" });
const soc2 = new ReportSet("soc2", { cluster, endpoints: { namespaces: { names: ["hipstershop"] } }, reports });
if (config.getBoolean("run")) {
    new ReporterRun("first-look", {
        cluster,
        reports: Object.keys(reports),
        last: "2h",
        until: "2026-11-20T10:00:00Z",
        reportSets: { soc2: { reports } },
    }, { dependsOn: soc2 });
}

export const made = soc2.reports;
