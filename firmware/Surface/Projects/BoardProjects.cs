using System.Text;
using IotXmpp.Surface.Listing;

namespace IotXmpp.Surface.Projects;

/// <summary>
/// Writes the project files of the firmware: what they compile is what <see cref="BoardParts"/> says, what they refer to is what the compiled code refers to and
/// what that depends on, in the versions of the API lists. The tools that read them do not run here; so nothing in them is written by hand.
/// </summary>
internal sealed class BoardProjects(string root, IReadOnlyList<ApiAssembly> api, IReadOnlyDictionary<string, IReadOnlySet<string>> references)
{
    /// <summary>How the files are written anew.</summary>
    public const string Command = "dotnet run --project firmware/Surface -- projects --root . --write";

    /// <summary>The board that is built when nobody says which.</summary>
    public const string DefaultBoard = "climate-devkit";

    private const string ProjectType = "{11A8DD76-328B-46DF-9F39-F559912D0360}";
    private const string CSharp = "{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";

    private readonly string _firmware = Path.Combine(root, "firmware");

    /// <summary>All files: path below <c>firmware/</c>, and text.</summary>
    public IEnumerable<(string Path, string Text)> Files()
    {
        foreach (var project in BoardProject.All)
        {
            yield return (project.Path, Project(project));
            yield return ($"{project.Folder}/packages.config", Packages(project));
        }

        yield return ("Firmware.sln", Solution());
    }

    private string Project(BoardProject project)
    {
        var text = new StringBuilder();
        text.Append($$"""
            <?xml version="1.0" encoding="utf-8"?>
            <!-- Written by IotXmpp.Surface; firmware/README.md says how. -->
            <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <PropertyGroup Label="Globals">
                <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
              <PropertyGroup>
                <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
                <Platform Condition=" '$(Platform)' == '' ">AnyCPU</Platform>
                <ProjectTypeGuids>{{ProjectType}};{{CSharp}}</ProjectTypeGuids>
                <ProjectGuid>{{{project.Guid}}}</ProjectGuid>
                <OutputType>{{(project.IsApplication ? "Exe" : "Library")}}</OutputType>
                <AppDesignerFolder>Properties</AppDesignerFolder>
                <FileAlignment>512</FileAlignment>
                <RootNamespace>{{project.Name}}</RootNamespace>
                <AssemblyName>{{project.Name}}</AssemblyName>
                <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
                <LangVersion>9.0</LangVersion>
                <!-- SpanByte is marked obsolete in the released class library, and the only way to its buses. -->
                <NoWarn>$(NoWarn);CS0612;CS0618</NoWarn>

            """);
        if (project.IsApplication)
        {
            text.Append($"    <!-- A build is for one board: msbuild /p:Board=..., or change it here. -->\n    <Board Condition=\" '$(Board)' == '' \">{DefaultBoard}</Board>\n");
        }

        text.Append("""
              </PropertyGroup>
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />

            """);
        foreach (var (condition, sources) in Sources(project))
        {
            text.Append(condition.Length == 0 ? "  <ItemGroup>\n" : $"  <ItemGroup Condition=\" '$(Board)' == '{condition}' \">\n");
            foreach (string source in sources)
            {
                AppendSource(text, project, source);
            }

            text.Append("  </ItemGroup>\n");
        }

        text.Append("  <ItemGroup>\n    <None Include=\"packages.config\" />\n  </ItemGroup>\n  <ItemGroup>\n");
        foreach (var assembly in Needed(project))
        {
            text.Append($"""
                    <Reference Include="{assembly.Name}">
                      <HintPath>..\packages\{assembly.Package}.{assembly.PackageVersion}\lib\{assembly.Name}.dll</HintPath>
                      <Private>True</Private>
                    </Reference>

                """);
        }

        text.Append("  </ItemGroup>\n");
        if (Uses(project).ToList() is { Count: > 0 } projects)
        {
            text.Append("  <ItemGroup>\n");
            foreach (var other in projects)
            {
                text.Append($"    <ProjectReference Include=\"..\\{other.Path.Replace('/', '\\')}\" />\n");
            }

            text.Append("  </ItemGroup>\n");
        }

        text.Append("""
              <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
              <ProjectExtensions>
                <ProjectCapabilities>
                  <ProjectConfigurationsDeclaredAsItems />
                </ProjectCapabilities>
              </ProjectExtensions>
            </Project>

            """);
        return text.ToString();
    }

    private string Packages(BoardProject project)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<packages>\n");
        foreach (var assembly in Needed(project).DistinctBy(assembly => assembly.Package).OrderBy(assembly => assembly.Package, StringComparer.Ordinal))
        {
            text.Append($"  <package id=\"{assembly.Package}\" version=\"{assembly.PackageVersion}\" targetFramework=\"netnano1.0\" />\n");
        }

        return text.Append("</packages>\n").ToString();
    }

    private static string Solution()
    {
        var text = new StringBuilder();
        text.Append("""

            Microsoft Visual Studio Solution File, Format Version 12.00
            # Visual Studio Version 17
            VisualStudioVersion = 17.0.31903.59
            MinimumVisualStudioVersion = 10.0.40219.1

            """);
        foreach (var project in BoardProject.All)
        {
            text.Append($"Project(\"{ProjectType}\") = \"{project.Name}\", \"{project.Path.Replace('/', '\\')}\", \"{{{project.Guid}}}\"\nEndProject\n");
        }

        text.Append("Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n\t\tDebug|Any CPU = Debug|Any CPU\n\t\tRelease|Any CPU = Release|Any CPU\n\tEndGlobalSection\n");
        text.Append("\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n");
        foreach (var project in BoardProject.All)
        {
            foreach (string configuration in new[] { "Debug|Any CPU", "Release|Any CPU" })
            {
                // Libraries go to the board with the application that refers to them.
                foreach (string step in project.IsApplication ? new[] { "ActiveCfg", "Build.0", "Deploy.0" } : ["ActiveCfg", "Build.0"])
                {
                    text.Append($"\t\t{{{project.Guid}}}.{configuration}.{step} = {configuration}\n");
                }
            }
        }

        text.Append("\tEndGlobalSection\n\tGlobalSection(SolutionProperties) = preSolution\n\t\tHideSolutionNode = FALSE\n\tEndGlobalSection\nEndGlobal\n");
        return text.ToString();
    }

    /// <summary>Sources of a project: those of every build under the empty condition, then those of each board.</summary>
    private IEnumerable<(string Condition, IReadOnlyList<string> Sources)> Sources(BoardProject project)
    {
        yield return ("", project.Name switch
        {
            BoardParts.Portable => BoardParts.PortableSources(root),
            BoardParts.Device => BoardParts.DeviceSources(root),
            _ => BoardParts.NodeSources(root, board: null),
        });
        if (project.IsApplication)
        {
            var common = BoardParts.NodeSources(root, board: null);
            foreach (string board in BoardParts.Boards(root))
            {
                yield return (board, [.. BoardParts.NodeSources(root, board).Except(common)]);
            }
        }
    }

    private void AppendSource(StringBuilder text, BoardProject project, string source)
    {
        string folder = Path.Combine(_firmware, project.Folder);
        string path = Path.GetRelativePath(folder, source).Replace('/', '\\');
        if (path[0] != '.')
        {
            text.Append($"    <Compile Include=\"{path}\" />\n");
            return;
        }

        // src\IotXmpp.Exi\Portable\BitSink.cs appears as IotXmpp.Exi\BitSink.cs.
        string link = path.Replace("..\\..\\src\\", "", StringComparison.Ordinal).Replace("\\Portable\\", "\\", StringComparison.Ordinal);
        text.Append($"    <Compile Include=\"{path}\">\n      <Link>{link}</Link>\n    </Compile>\n");
    }

    /// <summary>Assemblies of packages that a project needs: what its code names, and what those depend on; a board has to have them all.</summary>
    private IReadOnlyList<ApiAssembly> Needed(BoardProject project)
    {
        var needed = new SortedDictionary<string, ApiAssembly>(StringComparer.Ordinal);
        foreach (string name in Uses(project).Append(project).SelectMany(used => references[used.Name]))
        {
            Add(name);
        }

        return [.. needed.Values];

        void Add(string name)
        {
            if (api.SingleOrDefault(assembly => assembly.Name == name) is { } assembly && needed.TryAdd(name, assembly))
            {
                foreach (string dependency in assembly.Dependencies)
                {
                    Add(dependency);
                }
            }
        }
    }

    /// <summary>Projects of ours that a project refers to, and those that these refer to.</summary>
    private IEnumerable<BoardProject> Uses(BoardProject project) => BoardProject.All.Where(other => other != project && references[project.Name].Contains(other.Name));
}
