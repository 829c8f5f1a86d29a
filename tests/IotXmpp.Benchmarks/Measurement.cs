namespace IotXmpp.Benchmarks;

/// <summary>One thing to measure.</summary>
/// <param name="Group">Rows of one group are compared with the group's baseline.</param>
/// <param name="Name">What is done.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Operations">Stanzas, or 1 for a document, that one run handles.</param>
/// <param name="TextBytes">Bytes of XML text that one run stands for; 0 shows no throughput.</param>
/// <param name="IsBaseline">The row that the others of the group are divided by.</param>
internal sealed record Measurement(string Group, string Name, Action Run, int Operations, long TextBytes = 0, bool IsBaseline = false);

/// <param name="Nanoseconds">Median time of one operation.</param>
/// <param name="Best">Time of one operation in the fastest round.</param>
/// <param name="AllocatedBytes">Garbage of one operation in steady state.</param>
internal sealed record MeasurementResult(Measurement Measurement, double Nanoseconds, double Best, double AllocatedBytes);
