namespace IotXmpp.Concentrator.Service.Commands;

/// <summary>How the process ends, for scripts.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It could not be done: a busy port, an unreadable directory, an unknown account. One line on standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The settings or the command line cannot be used.</summary>
    public const int Usage = 2;
}
