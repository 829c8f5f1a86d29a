using System.Text;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>Any document gives an image that passes its own checks, or an <see cref="ExiSchemaException"/>.</summary>
internal sealed class SchemaTarget(Seeds seeds) : IFuzzTarget
{
    private static readonly ExiSchemaLimits s_limits = ExiSchemaLimits.Default with { MaxStates = 5000, MaxParticles = 2000, MaxSteps = 400_000 };

    private static readonly string[] s_words =
    [
        " minOccurs='0'", " maxOccurs='unbounded'", " maxOccurs='99999'", " maxOccurs='4294967296'", " minOccurs='3'", " nillable='true'", " mixed='true'",
        " abstract='true'", " block='#all'", " final='restriction'", " fixed='1'", " default='x'", " use='required'", " use='prohibited'", " form='qualified'",
        " substitutionGroup='a'", " type='xs:int'", " type='xsd:string'", " type='xs:anyType'", " base='xs:string'", " ref='a'", " name='a'", " name='b'",
        "<xs:any/>", "<xs:any namespace='##other'/>", "<xs:any namespace='urn:a ##local'/>", "<xs:anyAttribute/>", "<xs:element name='a'/>",
        "<xs:sequence>", "</xs:sequence>", "<xs:choice>", "</xs:choice>", "<xs:all>", "</xs:all>", "<xs:group ref='g'/>", "<xs:group name='g'><xs:sequence/></xs:group>",
        "<xs:attribute name='b' type='xs:int'/>", "<xs:pattern value='[a-z]*'/>", "<xs:pattern value='\\p{L}|[^x-[y]]{1,9}'/>", "<xs:enumeration value='1'/>",
        "<xs:minInclusive value='-3'/>", "<xs:maxExclusive value='4093'/>", "<xs:list itemType='xs:int'/>", "<xs:union memberTypes='xs:int xs:string'/>",
        "<xs:include schemaLocation='x.xsd'/>", "<xs:import namespace='urn:a'/>", "<xs:redefine schemaLocation='x.xsd'/>",
        "<xs:complexType name='a'>", "</xs:complexType>", "<xs:simpleType name='a'>", "</xs:simpleType>", "<xs:complexContent>", "<xs:extension base='a'>",
    ];

    public string Name => "schema";

    public IEnumerable<byte[]> Seeds => seeds.Schemas();

    public IReadOnlyList<byte[]> Words { get; } = [.. s_words.Select(Encoding.UTF8.GetBytes)];

    public void Run(byte[] input)
    {
        GrammarImage image;
        try
        {
            image = ExiSchemaCompiler.Compile([new ExiSchemaSource("x.xsd", input)], s_limits);
        }
        catch (ExiSchemaException)
        {
            return;
        }

        GrammarImageVerifier.Verify(image);
    }
}
