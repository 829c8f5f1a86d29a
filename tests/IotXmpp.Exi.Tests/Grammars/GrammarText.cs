using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Tests.Grammars;

/// <summary>Grammars as readable text, so that a test can state a whole grammar.</summary>
internal static class GrammarText
{
    /// <summary>Compiles one schema document without target namespace declarations of its own but <paramref name="body"/>.</summary>
    public static GrammarImage Compile(string body, string attributes = "", ExiSchemaLimits? limits = null) =>
        ExiSchemaCompiler.Compile([Source("test.xsd", body, attributes)], limits);

    public static ExiSchemaSource Source(string location, string body, string attributes = "") => new(
        location,
        System.Text.Encoding.UTF8.GetBytes($"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' {attributes}>{body}</xs:schema>"));

    /// <summary>
    /// The states of an element's type, the first as "0", each as "number[flags]: production next ...". Flags: F first start tag,
    /// S start tag, then "/n" where undeclared content leads elsewhere.
    /// </summary>
    public static string Of(GrammarImage image, string element, string uri = "")
    {
        int declaration = image.FindGlobalElement(image.FindQName(image.FindUri(uri), element));
        return FromState(image, image.TypeStartState(image.ElementType(declaration)));
    }

    public static string FromState(GrammarImage image, int start)
    {
        List<int> states = [start];
        var lines = new List<string>();
        for (int i = 0; i < states.Count; i++)
        {
            int state = states[i];
            int flags = image.StateFlags(state);
            var productions = new List<string>();
            for (int n = 0; n < image.ProductionCount(state); n++)
            {
                int production = image.FirstProduction(state) + n;
                int next = image.ProductionNext(production);
                productions.Add(Terminal(image, production) + (next < 0 ? "" : " " + Number(next)));
            }

            string content = image.ContentState(state) == state ? "" : $"/{Number(image.ContentState(state))}";
            string tags = ((flags & GrammarImage.FirstStartTag) != 0 ? "F" : "") + ((flags & GrammarImage.StartTag) != 0 ? "S" : "");
            lines.Add($"{i}{tags}{content}: {string.Join(", ", productions)}");
        }

        return string.Join('\n', lines);

        int Number(int state)
        {
            if (!states.Contains(state))
                states.Add(state);
            return states.IndexOf(state);
        }
    }

    /// <summary>The datatype of a global attribute.</summary>
    public static int DatatypeOfAttribute(GrammarImage image, string name) =>
        image.AttributeDatatype(image.FindGlobalAttribute(image.FindQName(0, name)));

    private static string Terminal(GrammarImage image, int production)
    {
        int operand = image.ProductionOperand(production);
        return image.GetProductionKind(production) switch
        {
            ProductionKind.Attribute => $"AT({Name(image, image.AttributeQName(operand))})",
            ProductionKind.AttributeUri => $"AT({image.GetUri(operand)}:*)",
            ProductionKind.AttributeAny => "AT(*)",
            ProductionKind.StartElement => $"SE({Name(image, image.ElementQName(operand))})",
            ProductionKind.StartElementUri => $"SE({image.GetUri(operand)}:*)",
            ProductionKind.StartElementAny => "SE(*)",
            ProductionKind.EndElement => "EE",
            ProductionKind.CharactersTyped => "CH",
            ProductionKind.CharactersUntyped => "CH[untyped]",
            _ => "ED",
        };
    }

    private static string Name(GrammarImage image, int qname)
    {
        string uri = image.GetUri(image.QNameUri(qname));
        return uri.Length == 0 ? image.GetLocalName(qname) : $"{uri}:{image.GetLocalName(qname)}";
    }
}
