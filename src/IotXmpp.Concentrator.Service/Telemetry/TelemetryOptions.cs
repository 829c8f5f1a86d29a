namespace IotXmpp.Concentrator.Service.Telemetry;

/// <summary>Who gets figures and traces.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>Figures at <c>/metrics</c> of the HTTP listener, as Prometheus reads them. Default on: the listener is on loopback until told otherwise.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Base address of an OpenTelemetry collector (OTLP over HTTP), such as <c>http://127.0.0.1:4318</c>; null for none. Figures and traces go there.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Part of the readings whose road is traced, 0 to 1, if there is a collector. Default 0.01: enough to see where time goes.</summary>
    public double TraceRatio { get; init; } = 0.01;
}
