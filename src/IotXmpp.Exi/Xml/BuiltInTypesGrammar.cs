using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Xml;

/// <summary>The grammars of schemaId "" (EXI 5.4), compiled when first needed.</summary>
internal static class BuiltInTypesGrammar
{
    private static readonly Lazy<GrammarImage> Image = new(ExiSchemaCompiler.CompileBuiltInTypes);

    /// <summary>The grammars.</summary>
    public static GrammarImage Value => Image.Value;
}
