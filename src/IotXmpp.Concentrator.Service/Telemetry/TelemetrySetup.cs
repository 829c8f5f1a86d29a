using IotXmpp.Concentrator.Diagnostics;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace IotXmpp.Concentrator.Service.Telemetry;

/// <summary>Takes figures and traces to whoever is configured (OpenTelemetry). Without anybody nothing listens, and nothing is measured.</summary>
internal static class TelemetrySetup
{
    /// <summary>Beside our own: connections and memory, as .NET counts them.</summary>
    private static readonly string[] Meters = [ConcentratorMetrics.MeterName, ServiceMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Adds what is configured.</summary>
    public static void AddTo(IServiceCollection services, TelemetryOptions options, string version)
    {
        if (options is { Metrics: false, Otlp: null })
            return;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("iotxmpp", serviceVersion: version));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (options.Metrics)
                metrics.AddPrometheusExporter();
            if (options.Otlp is { } collector)
                metrics.AddOtlpExporter(otlp => Configure(otlp, collector, "v1/metrics"));
        });
        if (options.Otlp is { } traces)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(ReadingTraces.SourceName)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                .AddOtlpExporter(otlp => Configure(otlp, traces, "v1/traces")));
        }
    }

    /// <summary>Serves <c>/metrics</c> if it is to be served.</summary>
    public static void MapTo(WebApplication app, TelemetryOptions options)
    {
        if (options.Metrics)
            app.MapPrometheusScrapingEndpoint("/metrics");
    }

    private static void Configure(OtlpExporterOptions otlp, Uri collector, string path)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(collector.AbsoluteUri.EndsWith('/') ? collector : new Uri(collector.AbsoluteUri + "/"), path);
    }
}
