using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace IotXmpp.Exi.Tests.Package;

/// <summary>What <c>dotnet pack src/IotXmpp.Exi</c> makes.</summary>
public sealed class PackageTests
{
    private static readonly TimeSpan PackTimeout = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_package_has_library_documentation_symbols_readme_and_licence()
    {
        var folder = Directory.CreateTempSubdirectory("iotxmpp-package");
        try
        {
            Pack(folder.FullName);
            using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(folder.FullName, "IotXmpp.Exi.*.nupkg").Single());
            using ZipArchive symbols = ZipFile.OpenRead(Directory.GetFiles(folder.FullName, "IotXmpp.Exi.*.snupkg").Single());

            package.Entries.Select(entry => entry.FullName).Should().Contain(["lib/net10.0/IotXmpp.Exi.dll", "lib/net10.0/IotXmpp.Exi.xml", "README.md", "LICENSE"]);
            symbols.Entries.Select(entry => entry.FullName).Should().Contain("lib/net10.0/IotXmpp.Exi.pdb");
            XElement metadata = Metadata(package);
            string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
            Value("id").Should().Be("IotXmpp.Exi");
            Value("license").Should().Be("MIT");
            Value("readme").Should().Be("README.md");
            Value("description").Should().Contain("EXI 1.0");
            metadata.Descendants().Should().NotContain(element => element.Name.LocalName == "dependency", "the library stands alone");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IotXmpp.sln")))
                return at.FullName;
        }

        throw new FileNotFoundException("IotXmpp.sln");
    }

    private static XElement Metadata(ZipArchive package)
    {
        using Stream nuspec = package.GetEntry("IotXmpp.Exi.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>The library is built already, with this configuration.</summary>
    private static void Pack(string output)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["pack", Path.Combine(FindRoot(), "src", "IotXmpp.Exi"), "--no-build", "--no-restore", "-c", configuration, "-o", output, "-nodeReuse:false"])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> text = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(PackTimeout))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("dotnet pack did not end");
        }

        process.ExitCode.Should().Be(0, $"{text.Result}{error.Result}");
    }
}
