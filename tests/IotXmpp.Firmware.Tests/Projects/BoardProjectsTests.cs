using System.Text.RegularExpressions;
using System.Xml.Linq;
using IotXmpp.Surface.Listing;
using IotXmpp.Surface.Projects;

namespace IotXmpp.Surface.Tests;

/// <summary>
/// The project files that the nanoFramework tools open, which cannot run here: so each reference, link and version in them is compared with the disk, with the
/// API lists and with what the compiled code refers to. The files are read as they are, not by the code that writes them.
/// </summary>
public sealed partial class BoardProjectsTests(BoardProjectsTests.Fixture fixture) : IClassFixture<BoardProjectsTests.Fixture>
{
    private static readonly XNamespace Build = "http://schemas.microsoft.com/developer/msbuild/2003";
    private static readonly string Firmware = Path.Combine(SurfaceFixture.Repository, "firmware");

    public static TheoryData<string> Projects => ["Portable/IotXmpp.Portable", "Device/IotXmpp.Device", "Node/IotXmpp.Node"];

    [Fact]
    public void The_files_are_as_they_are_written()
    {
        foreach (var (path, text) in new BoardProjects(SurfaceFixture.Repository, fixture.Api, fixture.Result.References).Files())
            Lines(File.ReadAllText(Path.Combine(Firmware, path))).Should().Equal(Lines(text), $"{path} is written anew by: {BoardProjects.Command}");
    }

    [Fact]
    public void The_check_that_the_references_come_from_has_no_errors() => fixture.Result.Errors.Should().BeEmpty();

    [Fact]
    public void Each_source_is_compiled_once()
    {
        var compiled = Projects.SelectMany(data => Sources(data.Data)).ToList();
        compiled.Should().OnlyHaveUniqueItems();
        var there = new[] { "Portable", "Device", "Node" }.Select(folder => Path.Combine(Firmware, folder))
            .Concat(Directory.GetDirectories(Path.Combine(SurfaceFixture.Repository, "src")).Select(project => Path.Combine(project, "Portable")).Where(Directory.Exists))
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(path => Path.GetRelativePath(SurfaceFixture.Repository, path));
        compiled.Should().BeEquivalentTo(there, "case matters on some machines");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_are_those_of_the_packages_in_the_versions_of_the_lists(string project)
    {
        var packages = XDocument.Load(Path.Combine(Firmware, Path.GetDirectoryName(project)!, "packages.config")).Root!.Elements("package")
            .ToDictionary(package => package.Attribute("id")!.Value, package => (Version: package.Attribute("version")!.Value, Framework: package.Attribute("targetFramework")!.Value));
        packages.Values.Should().OnlyContain(package => package.Framework == "netnano1.0");
        var used = new HashSet<string>();
        foreach (var (assembly, hint) in References(project))
        {
            var match = HintPath().Match(hint);
            match.Success.Should().BeTrue($"{hint} is where packages are restored");
            match.Groups["assembly"].Value.Should().Be(assembly);
            string id = match.Groups["id"].Value, version = match.Groups["version"].Value;
            packages.Should().ContainKey(id);
            packages[id].Version.Should().Be(version);
            used.Add(id);
            string list = File.ReadAllText(Path.Combine(Firmware, "Surface", "api", assembly + ".txt"));
            list.Should().Contain($"# nuget: {id} ");
            list.Should().Contain($"# assembly: {assembly} {version}", "the assembly's version begins with the package's");
        }

        packages.Keys.Should().BeEquivalentTo(used, "a package that nothing refers to would be restored for nothing");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_are_closed_under_dependencies_of_one_version_and_none_is_there_for_nothing(string project)
    {
        var referenced = References(project).Select(reference => reference.Assembly).ToHashSet();
        foreach (string assembly in referenced)
        {
            foreach (var (name, version) in Dependencies(assembly))
            {
                referenced.Should().Contain(name, $"{assembly} does not load without it");
                File.ReadAllText(Path.Combine(Firmware, "Surface", "api", name + ".txt")).Should().Contain($"# assembly: {name} {version}\n", $"{assembly} was built with it");
            }
        }

        var ours = Uses(project).Append(Path.GetFileName(project)).ToList();
        var needed = ours.SelectMany(name => fixture.Result.References[name]).Where(name => !name.StartsWith("IotXmpp.", StringComparison.Ordinal)).ToHashSet();
        for (int before = 0; before < needed.Count;)
        {
            before = needed.Count;
            needed.UnionWith(needed.SelectMany(Dependencies).Select(dependency => dependency.Name).ToList());
        }

        referenced.Should().BeEquivalentTo(needed);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_refer_to_those_whose_code_they_use(string project)
    {
        Uses(project).Should().BeEquivalentTo(fixture.Result.References[Path.GetFileName(project)].Where(name => name.StartsWith("IotXmpp.", StringComparison.Ordinal)));
        Load(project).Descendants(Build + "ProjectReference").Select(reference => FullPath(project, reference.Attribute("Include")!.Value))
            .Should().OnlyContain(path => File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_have_the_shape_that_the_tools_open(string project)
    {
        var document = Load(project);
        Property(document, "ProjectTypeGuids").Should().Be("{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}");
        Property(document, "TargetFrameworkVersion").Should().Be("v1.0");
        Property(document, "LangVersion").Should().Be("9.0");
        Property(document, "AssemblyName").Should().Be(Path.GetFileName(project));
        Property(document, "OutputType").Should().Be(project.StartsWith("Node", StringComparison.Ordinal) ? "Exe" : "Library");
        document.Root!.Elements(Build + "Import").Select(import => Path.GetFileName(import.Attribute("Project")!.Value.Replace('\\', '/').Replace(")", ")/", StringComparison.Ordinal)))
            .Should().Equal("NFProjectSystem.Default.props", "NFProjectSystem.props", "NFProjectSystem.CSharp.targets");
        document.Descendants(Build + "None").Select(none => none.Attribute("Include")!.Value).Should().Equal("packages.config");
    }

    [Fact]
    public void A_build_compiles_the_tables_of_its_board_and_of_no_other()
    {
        var document = Load("Node/IotXmpp.Node");
        Property(document, "Board").Should().Be(BoardProjects.DefaultBoard);
        var groups = document.Root!.Elements(Build + "ItemGroup").Where(group => group.Attribute("Condition") is not null).ToDictionary(
            group => Condition().Match(group.Attribute("Condition")!.Value).Groups["board"].Value,
            group => group.Elements(Build + "Compile").Select(compile => compile.Attribute("Include")!.Value).ToList());
        groups.Keys.Should().BeEquivalentTo(Directory.GetDirectories(Path.Combine(SurfaceFixture.Repository, "hardware")).Select(Path.GetFileName));
        foreach (var (board, sources) in groups)
        {
            sources.Should().HaveCount(3).And.Contain($"Boards\\{board}\\ThisBoard.g.cs");
            File.ReadAllText(Path.Combine(Firmware, "Node", "Boards", board, "ThisBoard.g.cs")).Should().Contain($"Kind = \"{board}\"");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assemblies_have_the_version_of_the_product(string project)
    {
        string version = XDocument.Load(Path.Combine(SurfaceFixture.Repository, "Directory.Build.props")).Descendants("Version").Single().Value;
        string info = File.ReadAllText(Path.Combine(Firmware, Path.GetDirectoryName(project)!, "Properties", "AssemblyInfo.cs"));
        info.Should().Contain($"[assembly: AssemblyTitle(\"{Path.GetFileName(project)}\")]");
        info.Should().Contain($"[assembly: AssemblyVersion(\"{version}.0\")]");
        info.Should().Contain($"[assembly: AssemblyFileVersion(\"{version}.0\")]");
    }

    [Fact]
    public void The_solution_has_the_three_projects_and_deploys_the_application()
    {
        string solution = File.ReadAllText(Path.Combine(Firmware, "Firmware.sln"));
        var entries = SolutionProject().Matches(solution).Select(match => (Path: match.Groups["path"].Value.Replace('\\', '/'), Guid: match.Groups["guid"].Value)).ToList();
        entries.Select(entry => entry.Path).Should().BeEquivalentTo(Projects.Select(project => project.Data + ".nfproj"));
        foreach (var (path, guid) in entries)
        {
            Property(Load(path[..^".nfproj".Length]), "ProjectGuid").Should().Be(guid);
            solution.Should().Contain($"{guid}.Release|Any CPU.Build.0 = Release|Any CPU");
            Regex.IsMatch(solution, Regex.Escape(guid) + @"\.(Debug|Release)\|Any CPU\.Deploy\.0").Should().Be(path.StartsWith("Node", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Sources(string project) =>
        Load(project).Descendants(Build + "Compile").Select(compile => Path.GetRelativePath(SurfaceFixture.Repository, FullPath(project, compile.Attribute("Include")!.Value)));

    private static List<(string Assembly, string Hint)> References(string project) =>
        [.. Load(project).Descendants(Build + "Reference").Select(reference => (reference.Attribute("Include")!.Value, reference.Element(Build + "HintPath")!.Value))];

    private static IEnumerable<string> Uses(string project) =>
        Load(project).Descendants(Build + "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<(string Name, string Version)> Dependencies(string assembly) =>
        File.ReadLines(Path.Combine(Firmware, "Surface", "api", assembly + ".txt")).Where(line => line.StartsWith("# depends on:", StringComparison.Ordinal))
            .SelectMany(line => line["# depends on:".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(dependency => dependency.Split(' ')).Select(words => (words[0], words[1]));

    private static XDocument Load(string project) => XDocument.Load(Path.Combine(Firmware, project + ".nfproj"));

    private static string Property(XDocument document, string name) => document.Descendants(Build + name).Single().Value;

    private static string FullPath(string project, string include) => Path.GetFullPath(Path.Combine(Firmware, Path.GetDirectoryName(project)!, include.Replace('\\', '/')));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    [GeneratedRegex(@"^\.\.\\packages\\(?<id>.+?)\.(?<version>[0-9]+(\.[0-9]+){2})\\lib\\(?<assembly>[^\\]+)\.dll$")]
    private static partial Regex HintPath();

    [GeneratedRegex(@"'\$\(Board\)' == '(?<board>[a-z0-9-]+)'")]
    private static partial Regex Condition();

    [GeneratedRegex("""^Project\("\{11A8DD76-328B-46DF-9F39-F559912D0360\}"\) = "[^"]+", "(?<path>[^"]+)", "(?<guid>\{[0-9A-F-]+\})"\r?$""", RegexOptions.Multiline)]
    private static partial Regex SolutionProject();

    /// <summary>The firmware compiled once.</summary>
    public sealed class Fixture
    {
        public Fixture()
        {
            Api = ApiListParser.ReadFolder(Path.Combine(Firmware, "Surface", "api"));
            Result = new SurfaceCheck(new SurfaceFixture().References).Run(BoardParts.Find(SurfaceFixture.Repository));
        }

        internal IReadOnlyList<ApiAssembly> Api { get; }

        internal SurfaceResult Result { get; }
    }
}
