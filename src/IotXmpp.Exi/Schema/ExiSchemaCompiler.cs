using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Compiles XML Schema 1.0 sets into grammar images (EXI 8.5). Reads only the sources it is given: no file, no network; a document type
/// declaration is skipped unread.
/// The same documents always give the same bytes, whatever their locations and order.
/// </summary>
public static class ExiSchemaCompiler
{
    /// <summary>Bytes, reserved but not committed.</summary>
    private const int DeepStack = 256 * 1024 * 1024;

    /// <summary>Compiles every source that no other one includes or redefines, with what these refer to.</summary>
    /// <param name="sources">The documents of the set. Imports without location find each other by namespace.</param>
    /// <param name="limits">Bounds; <see cref="ExiSchemaLimits.Default"/> if null.</param>
    /// <param name="fragments">Whether the image can decode EXI fragments; without, it is smaller.</param>
    /// <exception cref="ExiSchemaException">Not a legal schema set, or over a limit.</exception>
    public static GrammarImage Compile(IEnumerable<ExiSchemaSource> sources, ExiSchemaLimits? limits = null, bool fragments = true)
    {
        ExiSchemaSource[] all = [.. sources];
        return OnDeepStack(() =>
        {
            var builtIns = new BuiltInTypes();
            var loader = new SchemaSetLoader(all, builtIns, limits ?? ExiSchemaLimits.Default);
            return Compile(loader, builtIns, loader.Roots(), limits ?? ExiSchemaLimits.Default, fragments);
        });
    }

    /// <summary>Compiles one document with what it refers to.</summary>
    /// <param name="entry">Location of the document.</param>
    /// <param name="sources">It, and all that its schema locations may lead to.</param>
    /// <param name="limits">Bounds; <see cref="ExiSchemaLimits.Default"/> if null.</param>
    /// <param name="fragments">Whether the image can decode EXI fragments; without, it is smaller.</param>
    /// <exception cref="ExiSchemaException">Not a legal schema set, or over a limit.</exception>
    public static GrammarImage Compile(string entry, IEnumerable<ExiSchemaSource> sources, ExiSchemaLimits? limits = null, bool fragments = true)
    {
        ExiSchemaSource[] all = [.. sources];
        return OnDeepStack(() =>
        {
            var builtIns = new BuiltInTypes();
            var loader = new SchemaSetLoader(all, builtIns, limits ?? ExiSchemaLimits.Default);
            return Compile(loader, builtIns, [entry], limits ?? ExiSchemaLimits.Default, fragments);
        });
    }

    /// <summary>The image of schemaId "": the built-in types of XML Schema and nothing else (EXI 5.4).</summary>
    public static GrammarImage CompileBuiltInTypes()
    {
        var builtIns = new BuiltInTypes();
        GrammarTables tables = GrammarCompiler.Compile(new SchemaComponents(), builtIns, ExiSchemaLimits.Default, fragments: true);
        tables.Identity = SchemaSetLoader.Identify([]);
        return new GrammarImage(GrammarImageWriter.Write(tables));
    }

    /// <summary>The image of schema-less streams: the initial string tables of Appendix D, and built-in grammars only.</summary>
    public static GrammarImage SchemaLess() => new(GrammarImageWriter.Write(GrammarCompiler.SchemaLess()));

    /// <summary>
    /// Chains of references (types derived from types, groups in groups) are followed by recursion, here and in System.Xml.Schema, and a
    /// stack overflow ends the process. <see cref="ExiSchemaLimits.MaxBytes"/> bounds the chains; this stack is deep enough for them.
    /// </summary>
    private static GrammarImage OnDeepStack(Func<GrammarImage> compile)
    {
        GrammarImage? image = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    image = compile();
                }
                catch (Exception e)
                {
                    // The top of a thread: whatever it is belongs to the caller.
                    failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
                }
            },
            DeepStack)
        { IsBackground = true, Name = "EXI schema compiler" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return image!;
    }

    private static GrammarImage Compile(
        SchemaSetLoader loader, BuiltInTypes builtIns, IEnumerable<string> entries, ExiSchemaLimits limits, bool fragments)
    {
        var set = loader.Load(entries);
        try
        {
            SchemaComponents components = new ComponentReader(set, builtIns, loader, limits).Read();
            GrammarTables tables = GrammarCompiler.Compile(components, builtIns, limits, fragments);
            tables.Identity = SchemaSetLoader.Identify(loader.Used(set));
            return new GrammarImage(GrammarImageWriter.Write(tables));
        }
        catch (FormatException e)
        {
            throw new ExiSchemaException(e.Message, inner: e);
        }
    }
}
