namespace IotXmpp.Interop.Tests.Peers;

/// <summary>The real programs the tests talk to, from Debian's packages.</summary>
internal static class Peer
{
    private static readonly string[] Folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];

    /// <summary>True in continuous integration, where a missing peer is a failure.</summary>
    public static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Path of a program; the test is skipped, or in CI fails, with the reason if there is none.</summary>
    public static string Require(string program, string package)
    {
        foreach (string folder in Folders)
        {
            string path = Path.Combine(folder, program);
            if (File.Exists(path))
                return path;
        }

        return Missing($"{program} is not installed (Debian package {package}); tests/run.sh installs it.");
    }

    /// <summary>Debian's own Python, which is the one that sees Debian's packages.</summary>
    public static string RequireSlixmpp()
    {
        string python = Require("python3", "python3");
        return Directory.Exists("/usr/lib/python3/dist-packages/slixmpp") ? python : Missing("slixmpp is not installed (Debian package python3-slixmpp).");
    }

    /// <summary>Skips the test, or in CI fails it, if an interface that Python's bindings need is not there.</summary>
    public static void RequireTypelib(string name, string package)
    {
        if (!Directory.EnumerateFiles("/usr/lib", $"{name}.typelib", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true }).Any())
            Missing($"{name}.typelib is not installed (Debian package {package}); tests/run.sh installs it.");
    }

    /// <summary>Path of exificient.js, which tests/run.sh fetches with npm.</summary>
    public static string RequireExificient()
    {
        string path = Environment.GetEnvironmentVariable("IOTXMPP_EXIFICIENT") ?? "";
        return File.Exists(path) ? path : Missing("exificient.js is not there (npm package exificient.js); tests/run.sh fetches it and says where in IOTXMPP_EXIFICIENT.");
    }

    private static string Missing(string reason)
    {
        if (IsCi)
            Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }
}
