using System.Text;
using Mono.Cecil;

namespace IotXmpp.Surface.Checks;

/// <summary>
/// Bytes of the three tables a board's assembly format addresses with 16 bits. The figures are upper bounds: the board's
/// processor shortens tokens in the IL and leaves out strings its own library has.
/// </summary>
/// <param name="Il">All method bodies.</param>
/// <param name="Strings">Names and literals, UTF-8 with a NUL each, every one once.</param>
/// <param name="StaticData">Static array contents and signatures; beyond the limit the board reads wrong data silently.</param>
/// <param name="Types">Types defined.</param>
/// <param name="Methods">Methods defined.</param>
internal sealed record AssemblySizes(int Il, int Strings, int StaticData, int Types, int Methods)
{
    /// <summary>Limit of each table, bytes.</summary>
    public const int TableLimit = 65536;

    /// <summary>Measures an assembly.</summary>
    public static AssemblySizes Measure(AssemblyDefinition assembly)
    {
        var strings = new HashSet<string>();
        int il = 0, data = 0, types = 0, methods = 0;
        foreach (var type in assembly.MainModule.GetTypes())
        {
            types++;
            strings.Add(type.Name);
            strings.Add(type.Namespace);
            foreach (var field in type.Fields)
            {
                strings.Add(field.Name);
                data += 2 + SignatureBytes(field.FieldType) + (field.InitialValue?.Length ?? 0);
            }

            foreach (var method in type.Methods)
            {
                methods++;
                strings.Add(method.Name);
                data += 3 + SignatureBytes(method.ReturnType) + method.Parameters.Sum(p => SignatureBytes(p.ParameterType));
                if (method.HasBody)
                {
                    il += method.Body.CodeSize;
                    data += method.Body.Variables.Sum(v => SignatureBytes(v.VariableType));
                    strings.UnionWith(method.Body.Instructions.Select(i => i.Operand).OfType<string>());
                }
            }
        }

        foreach (var reference in assembly.MainModule.GetMemberReferences())
        {
            strings.Add(reference.Name);
        }

        foreach (var reference in assembly.MainModule.GetTypeReferences())
        {
            strings.Add(reference.Name);
            strings.Add(reference.Namespace);
        }

        return new(il, strings.Sum(s => Encoding.UTF8.GetByteCount(s) + 1), data, types, methods);
    }

    /// <summary>Tables that are too large.</summary>
    public IEnumerable<Violation> Violations(string assembly)
    {
        (string Table, int Bytes)[] tables = [("IL", Il), ("strings", Strings), ("static data and signatures", StaticData)];
        return tables.Where(table => table.Bytes >= TableLimit)
            .Select(table => new Violation("NANO012", assembly, $"{table.Table}: {table.Bytes} bytes; a board's assembly holds less than {TableLimit}. Split the assembly or ship the table as a file"));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"IL {Il} B, strings {Strings} B, static data and signatures {StaticData} B (limit of each {TableLimit} B); {Types} types, {Methods} methods";

    private static int SignatureBytes(TypeReference type) => type switch
    {
        ArrayType array => 1 + SignatureBytes(array.ElementType),
        ByReferenceType reference => 1 + SignatureBytes(reference.ElementType),
        _ when type.IsPrimitive || type.FullName is "System.String" or "System.Object" or "System.Void" => 1,
        _ => 3,
    };
}
