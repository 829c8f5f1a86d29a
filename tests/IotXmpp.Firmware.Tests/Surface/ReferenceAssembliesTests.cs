using IotXmpp.Surface.Listing;
using Mono.Cecil;

namespace IotXmpp.Surface.Tests;

/// <summary>The reference assemblies say what the lists say, no more and no less.</summary>
public sealed class ReferenceAssembliesTests(SurfaceFixture surface) : IClassFixture<SurfaceFixture>
{
    [Fact]
    public void Every_list_becomes_an_assembly() =>
        surface.References.Images.Keys.Should().BeEquivalentTo(
            Directory.GetFiles(Path.Combine(SurfaceFixture.Repository, "firmware/Surface/api"), "*.txt").Select(Path.GetFileNameWithoutExtension));

    [Fact]
    public void No_assembly_has_a_visible_member_that_its_list_does_not_declare()
    {
        foreach (var list in ApiListParser.ReadFolder(Path.Combine(SurfaceFixture.Repository, "firmware/Surface/api")))
        {
            using var assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(surface.References.Images[list.Name]));
            int visible = assembly.MainModule.GetTypes()
                .Where(type => (type.IsPublic || type.IsNestedPublic) && type.BaseType?.FullName != "System.MulticastDelegate")
                .Sum(Visible);
            int declared = list.Types.Where(type => type.Keyword != "delegate").Sum(type => type.Members.Count);
            visible.Should().Be(declared, "{0} lists that many members", list.Name);
        }
    }

    private static int Visible(TypeDefinition type) =>
        type.Fields.Count(f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName)
        + type.Methods.Count(m => (m.IsPublic || m.IsFamily) && !m.IsGetter && !m.IsSetter && !m.IsAddOn && !m.IsRemoveOn)
        + type.Properties.Count(p => (p.GetMethod ?? p.SetMethod) is { IsPublic: true } or { IsFamily: true })
        + type.Events.Count(e => e.AddMethod is { IsPublic: true } or { IsFamily: true });
}
