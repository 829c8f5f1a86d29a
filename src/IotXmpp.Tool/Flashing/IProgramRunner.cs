namespace IotXmpp.Tool.Flashing;

/// <summary>Runs programs: really, or as a test says.</summary>
internal interface IProgramRunner
{
    /// <summary>Path of a program; null if it is not installed.</summary>
    string? Find(string program);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, which everybody on the machine can see.</param>
    /// <param name="line">Called with each line it writes, as soon as it is written.</param>
    /// <param name="ct">Ends it, with all it started.</param>
    Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct);
}
