using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

/// <summary>Sends commands of XEP-0326 to the concentrator.</summary>
internal static class Ask
{
    public const string Domain = "things.localhost";

    /// <summary>Sends a command by get.</summary>
    public static Task<Iq> GetAsync(this World world, Jid from, string name, string attributes = "", string content = "") => SendAsync(world, from, IqType.Get, name, attributes, content);

    /// <summary>Sends a command by set.</summary>
    public static Task<Iq> SetAsync(this World world, Jid from, string name, string attributes = "", string content = "") => SendAsync(world, from, IqType.Set, name, attributes, content);

    /// <summary>A submission with these values; several lines are several values.</summary>
    public static string Submit(params (string Var, string Value)[] fields) =>
        "<x xmlns='jabber:x:data' type='submit'>" + string.Concat(fields.Select(field =>
            $"<field var='{field.Var}'>{string.Concat(field.Value.Split('\n').Select(value => $"<value>{value}</value>"))}</field>")) + "</x>";

    /// <summary>The response element, with its code checked; an error must carry both the condition and the element.</summary>
    public static XmppElement Response(this Iq answer, string result = "OK")
    {
        var response = answer.Payloads.Should().ContainSingle().Subject;
        response.Namespace.Should().Be(Ns.Concentrators);
        response.Attribute("result").Should().Be(result);
        answer.Type.Should().Be(result == "OK" ? IqType.Result : IqType.Error);
        if (result != "OK")
            answer.Error.Should().NotBeNull();
        return response;
    }

    /// <summary>The children of that name, told shortly by an attribute.</summary>
    public static IEnumerable<string?> All(this XmppElement element, string name, string attribute) =>
        element.Elements.Where(child => child.LocalName == name).Select(child => child.Attribute(attribute));

    /// <summary>The texts of the <c>value</c> children.</summary>
    public static IEnumerable<string> Values(this XmppElement element) => element.Elements.Where(child => child.LocalName == "value").Select(child => child.Text);

    /// <summary>What is wrong with a form, as <c>var: text</c>.</summary>
    public static IEnumerable<string> Errors(this XmppElement element) => element.Elements.Where(child => child.LocalName == "error").Select(child => $"{child.Attribute("var")}: {child.Text}");

    private static Task<Iq> SendAsync(World world, Jid from, IqType type, string name, string attributes, string content) =>
        world.AskAsync(from, Domain, type, $"<{name} xmlns='{Ns.Concentrators}' {attributes}>{content}</{name}>");
}
