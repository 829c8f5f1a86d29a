using System.Reflection;
using System.Runtime.CompilerServices;

namespace IotXmpp.Device.Tests.Memory;

/// <summary>
/// Bytes that a graph of objects would take on a board's managed heap: blocks of 12 bytes, one for an object and one for each of its fields whatever
/// their type, 20 in front of an array's elements (byte[16] is 36, object[4] 72), 12 in front of a string's UTF-8 and its NUL (six letters are 24).
/// </summary>
internal sealed class BoardHeap
{
    private const int Block = 12;
    private const int ArrayHeader = 20;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes of an object and all it refers to, without what was counted before.</summary>
    public int Count(object? root)
    {
        int bytes = 0;
        var open = new Stack<object?>();
        open.Push(root);
        while (open.TryPop(out object? next))
        {
            if (next is null || !IsOfBoard(next.GetType()) || !_seen.Add(next))
            {
                continue;
            }

            bytes += Measure(next);
            foreach (object? reference in References(next))
            {
                open.Push(reference);
            }
        }

        return bytes;
    }

    /// <summary>Bytes of the static fields of the board's types, and of what only they refer to.</summary>
    public int CountStatics(Assembly assembly)
    {
        int bytes = 0;
        foreach (var type in assembly.GetTypes().Where(IsOfBoard))
        {
            foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(field => !field.IsLiteral))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                bytes += Block + Count(field.GetValue(null));
            }
        }

        return bytes;
    }

    /// <summary>It was counted elsewhere, or is not to be counted at all.</summary>
    public void LeaveOut(object part) => _seen.Add(part);

    /// <summary>Bytes of one object by itself.</summary>
    public static int Measure(object value) => value switch
    {
        string text => RoundUp(Block + System.Text.Encoding.UTF8.GetByteCount(text) + 1),
        Array array => RoundUp(ArrayHeader + (array.Length * ElementBytes(array.GetType().GetElementType()!))),
        _ => Block + (Block * Fields(value.GetType()).Count()),
    };

    private static IEnumerable<object?> References(object value) => value switch
    {
        string => [],
        Array array => array.GetType().GetElementType()!.IsValueType ? [] : array.Cast<object?>(),
        _ => Fields(value.GetType()).Where(field => !field.FieldType.IsValueType).Select(field => field.GetValue(value)),
    };

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    /// <summary>The board's own types, strings and arrays; not the stand-ins of a test for pins and generators.</summary>
    private static bool IsOfBoard(Type type) => type == typeof(string) || (type.IsArray && (type.GetElementType()!.IsPrimitive || IsOfBoard(type.GetElementType()!)))
        || (type.Assembly == typeof(Session.DeviceRig).Assembly ? false : type.Namespace is { } ns
            && (ns.StartsWith("IotXmpp.Device", StringComparison.Ordinal) || ns.EndsWith(".Portable", StringComparison.Ordinal)));

    private static int ElementBytes(Type type) => !type.IsValueType ? Block
        : type == typeof(bool) || type == typeof(byte) || type == typeof(sbyte) ? 1
        : type == typeof(short) || type == typeof(ushort) || type == typeof(char) ? 2
        : type == typeof(int) || type == typeof(uint) || type == typeof(float) ? 4
        : 8;

    private static int RoundUp(int bytes) => (bytes + Block - 1) / Block * Block;
}
