namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Settings that cannot be used. The message names each by its full name and says what is allowed.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One line for each setting.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
