using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IotXmpp.Requirements.Tests;

/// <summary>A test that says which requirement it shows.</summary>
/// <param name="Id">The requirement.</param>
/// <param name="Test"><c>Class.Method</c>, or the class if all of its tests belong to it.</param>
internal sealed partial record Citation(string Id, string Test)
{
    /// <summary>All citations of requirements in the sources of the tests; other specifications cited, such as <c>RFC 6120 8</c>, are left out.</summary>
    public static IReadOnlyList<Citation> ReadAll()
    {
        string root = Repository.Path("tests") + Path.DirectorySeparatorChar;
        var citations = new SortedSet<Citation>(Comparer<Citation>.Create((a, b) =>
            string.CompareOrdinal(a.Id, b.Id) is var order && order != 0 ? order : string.CompareOrdinal(a.Test, b.Test)));
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string[] folders = file[root.Length..].Split(Path.DirectorySeparatorChar);
            if (!folders.Contains("bin") && !folders.Contains("obj"))
                citations.UnionWith(Read(File.ReadAllText(file)));
        }

        return [.. citations];
    }

    private static IEnumerable<Citation> Read(string source)
    {
        if (!source.Contains("Spec(", StringComparison.Ordinal))
            yield break;
        foreach (var attribute in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<AttributeSyntax>())
        {
            if (attribute.Name.ToString() != "Spec")
                continue;
            string type = attribute.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
            string test = attribute.Parent?.Parent is MethodDeclarationSyntax method ? $"{type}.{method.Identifier.Text}" : type;
            foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
            {
                if (argument.Expression is LiteralExpressionSyntax { Token.ValueText: var id } && IdPattern().IsMatch(id))
                    yield return new Citation(id, test);
            }
        }
    }

    [GeneratedRegex("^(EXI|SD|PR|CT|CO|DI|GEN|SEC)-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
