namespace IotXmpp.Concentrator.Service.Commands;

/// <summary>What a command reads and writes; the process's own streams, or a test's.</summary>
internal sealed record CommandConsole(TextReader Input, TextWriter Output, TextWriter Error)
{
    /// <summary>Settings given by their full names, <c>--Concentrator:Domain=...</c>.</summary>
    public IReadOnlyList<string> NamedSettings { get; init; } = [];

    /// <summary>Reads a password without showing it; from a pipe its first line.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public string ReadPassword(string prompt)
    {
        string? password = ReferenceEquals(Input, Console.In) && !Console.IsInputRedirected ? ReadHidden(prompt) : Input.ReadLine();
        return string.IsNullOrEmpty(password) ? throw new CommandException("No password was given.") : password;
    }

    private string ReadHidden(string prompt)
    {
        Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        Error.WriteLine();
        return typed.ToString();
    }
}
