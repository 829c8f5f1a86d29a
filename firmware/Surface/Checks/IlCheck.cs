using Mono.Cecil;
using Mono.Cecil.Cil;

namespace IotXmpp.Surface.Checks;

/// <summary>
/// Finds in a compiled device assembly what the C# compiler accepts and the board's loader, interpreter or metadata processor
/// does not. Each rule corresponds to a failing case of the nanoFramework language survey.
/// </summary>
internal sealed class IlCheck
{
    // The board's metadata has a byte for the number of arguments, of locals, of switch targets, of exception handlers, and for the depth of the evaluation stack.
    private const int ByteLimit = 255;

    private readonly List<Violation> _violations = [];
    private readonly bool _isSansIo;
    private readonly IReadOnlyCollection<string> _own;
    private string _where = "";

    private IlCheck(bool isSansIo, IReadOnlyCollection<string> own) => (_isSansIo, _own) = (isSansIo, own);

    /// <summary>Checks an assembly; no violation means a board can run it.</summary>
    /// <param name="assembly">As compiled.</param>
    /// <param name="isSansIo">True to refuse clocks, threads and what does not exist off the board.</param>
    /// <param name="own">Assemblies of ours that it may refer to: what it may see of them is the compiler's business, not the lists'.</param>
    public static IReadOnlyList<Violation> Run(AssemblyDefinition assembly, bool isSansIo, IReadOnlyCollection<string> own)
    {
        var check = new IlCheck(isSansIo, own);
        foreach (var type in assembly.MainModule.GetTypes())
        {
            check.CheckType(type);
        }

        check.CheckReferences(assembly.MainModule);
        check._violations.AddRange(AssemblySizes.Measure(assembly).Violations(assembly.Name.Name));
        return [.. check._violations.Distinct()];
    }

    private void CheckType(TypeDefinition type)
    {
        _where = TypePosition(type);
        if (type.HasGenericParameters)
        {
            Report("NANO001", $"generic type {type.Name}: the board has no generics");
        }

        CheckSignature(type.BaseType);
        foreach (var contract in type.Interfaces)
        {
            CheckSignature(contract.InterfaceType);
        }

        foreach (var field in type.Fields)
        {
            _where = TypePosition(type);
            CheckSignature(field.FieldType);
            CheckText(field.Constant as string);
        }

        foreach (var method in type.Methods)
        {
            CheckMethod(method);
        }
    }

    private void CheckMethod(MethodDefinition method)
    {
        _where = MethodPosition(method);
        if (method.HasGenericParameters)
        {
            Report("NANO001", $"generic method {method.Name}: the board has no generics");
        }

        if (method.DeclaringType.IsInterface && !method.IsAbstract)
        {
            Report("NANO005", $"{method.Name}: the board ignores default interface methods and static members of interfaces");
        }

        if (method.IsPInvokeImpl)
        {
            Report("NANO004", $"{method.Name}: no platform invoke on the board");
        }

        CheckSignature(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            CheckSignature(parameter.ParameterType);
        }

        CheckCount(method, method.Parameters.Count + (method.HasThis ? 1 : 0), "arguments");
        if (!method.HasBody)
        {
            return;
        }

        CheckCount(method, method.Body.Variables.Count, "locals");
        CheckCount(method, method.Body.ExceptionHandlers.Count, "exception handlers");
        CheckCount(method, method.Body.MaxStackSize, "values on its stack at once");
        foreach (var variable in method.Body.Variables)
        {
            CheckSignature(variable.VariableType);
        }

        foreach (var handler in method.Body.ExceptionHandlers)
        {
            CheckSignature(handler.CatchType);
        }

        foreach (var instruction in method.Body.Instructions)
        {
            _where = InstructionPosition(method, instruction);
            CheckInstruction(instruction);
        }
    }

    private void CheckCount(MethodDefinition method, int count, string what)
    {
        if (count > ByteLimit)
        {
            Report("NANO006", $"{method.Name} has {count} {what}; the board allows {ByteLimit}");
        }
    }

    private void CheckInstruction(Instruction instruction)
    {
        string name = instruction.OpCode.Name;
        if (name.Contains(".ovf", StringComparison.Ordinal))
        {
            Report("NANO008", "checked arithmetic is not enforced on the board: test the range before computing");
        }

        if (instruction.OpCode.Code is Code.Localloc or Code.Cpblk or Code.Initblk or Code.Calli or Code.Arglist or Code.Mkrefany or Code.Refanyval or Code.Refanytype or Code.Sizeof or Code.Jmp)
        {
            Report("NANO004", $"{name}: no pointers or stackalloc on the board");
        }

        switch (instruction.Operand)
        {
            case Instruction[] targets when targets.Length > ByteLimit:
                Report("NANO006", $"switch with {targets.Length} targets; the board allows {ByteLimit}");
                break;
            case string text:
                CheckText(text);
                break;
            case TypeReference type:
                CheckSignature(type);
                CheckBoxing(instruction, type);
                break;
            case MethodReference method:
                CheckCall(instruction, method);
                break;
            case FieldReference field:
                CheckSignature(field.FieldType);
                CheckSignature(field.DeclaringType);
                break;
        }
    }

    private void CheckBoxing(Instruction instruction, TypeReference type)
    {
        if (instruction.OpCode.Code == Code.Constrained
            && instruction.Next?.Operand is MethodReference { Name: "ToString", Parameters.Count: 0 }
            && IsEnumOrReal(type))
        {
            Report("NANO009", $"{type.Name}.ToString() prints something else on the board: write a switch, or use a format");
        }

        if (instruction.OpCode.Code == Code.Box && IsEnumOrReal(type))
        {
            Report("NANO009", $"boxed {type.Name}: as text it is something else on the board; convert it explicitly");
        }
    }

    private void CheckCall(Instruction instruction, MethodReference method)
    {
        CheckSignature(method.DeclaringType);
        CheckSignature(method.ReturnType);
        foreach (var parameter in method.Parameters)
        {
            CheckSignature(parameter.ParameterType);
        }

        if (method is GenericInstanceMethod || method.HasGenericParameters)
        {
            Report("NANO001", $"generic method {method.Name}: the board has no generics");
        }

        if (method is { Name: "BeginInvoke" or "EndInvoke" } && method.DeclaringType.Resolve()?.BaseType?.FullName == "System.MulticastDelegate")
        {
            Report("NANO010", $"{method.Name}: delegates of the board cannot be invoked asynchronously");
        }

        // A value type's own ToString is called through the type, an enum's through System.Enum or Object: constrained above.
        string? reason = ForbiddenCalls.Reason(method.FullName, method.DeclaringType.FullName, _isSansIo);
        if (reason is not null && !(instruction.Previous?.OpCode.Code == Code.Constrained))
        {
            Report("NANO010", $"{method.DeclaringType.Name}.{method.Name}: {reason}");
        }
    }

    /// <summary>The metadata-level check: every external member must be one the API lists declare visible.</summary>
    private void CheckReferences(ModuleDefinition module)
    {
        _where = module.Assembly.Name.Name;
        foreach (var reference in module.GetMemberReferences())
        {
            bool declared = IsOwn(reference.DeclaringType) || reference switch
            {
                MethodReference method => method.DeclaringType is ArrayType || method.Resolve() is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true },
                FieldReference field => field.Resolve() is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true },
                _ => false,
            };
            if (!declared)
            {
                Report("NANO011", $"{reference.FullName} is not in the declared API of the board");
            }
        }

        foreach (var reference in module.GetTypeReferences())
        {
            if (reference.Resolve() is not { } type || !(IsOwn(type) || type.IsPublic || type.IsNestedPublic || type.IsNestedFamily))
            {
                Report("NANO011", $"{reference.FullName} is not in the declared API of the board");
            }
        }
    }

    private bool IsOwn(TypeReference type) => type.Scope is { } scope && _own.Contains(scope.Name is { } name && name.EndsWith(".dll", StringComparison.Ordinal) ? name[..^4] : scope.Name);

    private void CheckText(string? text)
    {
        if (text is not null && text.Contains('\0'))
        {
            Report("NANO003", "a string ends at its first NUL on the board: keep binary in byte[]");
        }
    }

    private void CheckSignature(TypeReference? type)
    {
        switch (type)
        {
            case null:
                break;
            case GenericParameter or GenericInstanceType:
                Report("NANO001", $"{type.FullName}: the board has no generics, Func<> and Action<> included");
                break;
            case ArrayType { IsVector: false }:
                Report("NANO002", $"{type.FullName}: no multi-dimensional arrays on the board; use a jagged or flat one");
                break;
            case PointerType or FunctionPointerType or PinnedType:
                Report("NANO004", $"{type.FullName}: no pointers or stackalloc on the board");
                break;
            case { FullName: "System.Decimal" }:
                Report("NANO007", "no decimal on the board: use a scaled integer");
                break;
            case { FullName: "System.SpanByte" } when _isSansIo:
                Report("NANO010", "SpanByte does not exist off the board and is obsolete on it: use byte[] with offset and count");
                break;
            case TypeSpecification specification:
                CheckSignature(specification.ElementType);
                break;
        }
    }

    private static bool IsEnumOrReal(TypeReference type) =>
        type.FullName is "System.Double" or "System.Single" || type.Resolve() is { IsEnum: true };

    private static string TypePosition(TypeDefinition type) =>
        type.Methods.Select(MethodPosition).FirstOrDefault(place => place.Contains('(') && !place.Contains("::", StringComparison.Ordinal)) ?? type.FullName;

    private static string MethodPosition(MethodDefinition method) => Position(method.DebugInformation.SequencePoints.FirstOrDefault(p => !p.IsHidden)) ?? method.FullName;

    private static string InstructionPosition(MethodDefinition method, Instruction instruction) =>
        Position(method.DebugInformation.SequencePoints.LastOrDefault(p => !p.IsHidden && p.Offset <= instruction.Offset)) ?? MethodPosition(method);

    private static string? Position(SequencePoint? point) => point is null ? null : $"{point.Document.Url}({point.StartLine},{point.StartColumn})";

    private void Report(string rule, string message) => _violations.Add(new Violation(rule, _where, message));
}
