namespace IotXmpp.Tool.Flashing;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">As the operating system gives it: on Unix its low eight bits.</param>
/// <param name="Output">All it wrote, lines of both streams.</param>
internal sealed record ProgramRun(int ExitCode, string Output);
