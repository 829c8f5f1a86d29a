namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Files and directories that only the service's own user may read: they hold keys.</summary>
internal static class PrivateFile
{
    /// <summary>For a file that must not be there yet.</summary>
    public static FileStreamOptions Create => Options(FileMode.CreateNew);

    /// <summary>For a file that may be there.</summary>
    public static FileStreamOptions Open => Options(FileMode.OpenOrCreate);

    /// <summary>Creates a directory if it is missing.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
