namespace IotXmpp.Surface.Tests;

/// <summary>Each sample compiles as C# 9 or not at all; either way the build must refuse it, and for the right reason.</summary>
public sealed class IlCheckTests(SurfaceFixture surface) : IClassFixture<SurfaceFixture>
{
    public static TheoryData<string, string> CompilerRefuses => new()
    {
        { "CS0234", "System.Collections.Generic.List<int> M() => null;" },
        { "CS1061", "string M(string s) => s.Replace(\"a\", \"b\");" },
        { "CS0117", "string M(string[] s) => string.Join(\",\", s);" },
        { "CS0117", "bool M(char c) => char.IsDigit(c);" },
        { "CS0117", "void M(int[] a) => Array.Sort(a);" },
        { "CS0103", "bool M(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);" },
        { "CS0518", "int? M() => null;" },
        { "CS8179", "(int, int) M() => (1, 2);" },
        { "CS0518", "record R(int A);" },
        { "CS0518", "decimal M() => 1m;" },
        { "CS0246", "Span<byte> M() => default;" },
        { "CS0234", "async System.Threading.Tasks.Task M() { }" },
        { "CS0518", "int M(int[] a) => a[^1];" },
        { "CS8773", "string M() => \"\"\"a\"\"\";" },
        { "CS0246", "int M(int a, int b) { try { return a / b; } catch (DivideByZeroException) { return 0; } }" },
        { "CS0518", "System.Collections.IEnumerable M() { yield return 1; }" },
        { "CS1980", "object M(dynamic a) => a.X;" },
        { "CS1501", "void M(System.Text.StringBuilder b) => b.Insert(0, \"x\");" },
        { "CS0117", "object M() => Enum.Parse(typeof(DayOfWeek), \"x\");" },
        { "CS0103", "object M() => Activator.CreateInstance(typeof(object));" },
        { "CS0117", "bool M(object o) => System.Threading.Monitor.TryEnter(o);" },
        { "CS0117", "void M() => GC.Collect();" },
        { "CS0234", "object M() => new System.Security.Cryptography.HMACSHA256();" },
        { "CS0234", "object M() => new System.Net.Sockets.NetworkStream(null);" },
    };

    public static TheoryData<string, string> IlRefuses => new()
    {
        { "NANO001", "T M<T>(T x) => x;" },
        { "NANO001", "class G<T> { }" },
        { "NANO001", "Func<int> M() => null;" },
        { "NANO001", "void M(Action<int> a) => a(1);" },
        { "NANO002", "int[,] M() => new int[2, 2];" },
        { "NANO003", "string M() => \"a\\0b\";" },
        { "NANO003", "const string Text = \"\\0\"; string M() => Text;" },
        { "NANO004", "unsafe int M() { int* p = stackalloc int[4]; return p[0]; }" },
        { "NANO004", "unsafe byte M(byte[] b) { fixed (byte* p = b) { return *p; } }" },
        { "NANO005", "interface I { int M() => 1; }" },
        { "NANO006", "int M() { " + string.Concat(Enumerable.Range(0, 300).Select(i => $"int v{i} = N(); ")) + "return " + string.Join("+", Enumerable.Range(0, 300).Select(i => $"v{i}*v{i}")) + "; } int N() => 1;" },
        { "NANO006", "int M(int x) { switch (x) { " + string.Concat(Enumerable.Range(0, 300).Select(i => $"case {i}: return {i * 7 % 31}; ")) + "default: return -1; } }" },
        { "NANO006", "int M(" + string.Join(", ", Enumerable.Range(0, 256).Select(i => $"int a{i}")) + ") => a0;" },
        { "NANO006", "void M() { " + string.Concat(Enumerable.Range(0, 256).Select(_ => "try { M(); } finally { M(); } ")) + "}" },
        { "NANO006", "int M(int a) => " + string.Concat(Enumerable.Range(0, 256).Select(_ => "a + (")) + "a" + new string(')', 256) + ";" },
        { "NANO004", "unsafe int M() => sizeof(DateTime);" },
        { "NANO008", "int M(int a, int b) => checked(a + b);" },
        { "NANO009", "enum E { A } string M(E e) => e.ToString();" },
        { "NANO009", "enum E { A } string M(E e) => \"x\" + e;" },
        { "NANO009", "string M(double d) => string.Format(\"{0}\", d);" },
        { "NANO010", "string M(double d) => \"x\" + d;" },
        { "NANO010", "string M(double d) => d.ToString();" },
        { "NANO010", "DateTime M() => DateTime.UtcNow;" },
        { "NANO010", "DateTime M(string s) => DateTime.Parse(s);" },
        { "NANO010", "void M() => System.Threading.Thread.Sleep(1);" },
        { "NANO010", "object M() => new Random();" },
        { "NANO010", "bool M(string s) => s.StartsWith(\"a\");" },
        { "NANO012", "static readonly byte[] Big = new byte[] { " + string.Concat(Enumerable.Range(0, 70000).Select(i => $"{i & 255},")) + " };" },
        { "NANO012", "string M() => \"" + new string('a', 70000) + "\";" },
        { "NANO012", "int M(int x) { " + string.Concat(Enumerable.Range(0, 9000).Select(i => $"x = x * {i + 300} + 7; ")) + "return x; }" },
    };

    [Theory]
    [MemberData(nameof(CompilerRefuses))]
    public void Code_outside_the_declared_api_does_not_compile(string error, string member) => Refused(error, member);

    [Theory]
    [MemberData(nameof(IlRefuses))]
    public void Code_that_compiles_but_does_not_run_is_refused(string rule, string member) => Refused(rule, member);

    [Fact]
    public void Everything_the_device_subset_allows_passes() => surface.Check("""
        using System;
        using System.Collections;
        using System.Text;
        namespace IotXmpp.Sample
        {
            internal delegate int Step(int value);
            internal enum State { Idle = 0, Busy = 1 }
            internal interface ISource { int Read(byte[] into, int offset, int count); }
            internal abstract class Source : ISource, IDisposable
            {
                private static readonly byte[] Table = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
                public abstract int Read(byte[] into, int offset, int count);
                public virtual void Dispose() { }
                public int Sum(string text, State state, object o)
                {
                    int sum = Table[2];
                    foreach (char c in text) { sum += c; }
                    Step step = value => value + sum;
                    sum = step(1) + (state switch { State.Idle => 1, State.Busy => 2, _ => 0 });
                    switch (text)
                    {
                        case "a": case "b": case "c": case "d": case "e": case "f": case "g": case "h": sum++; break;
                    }
                    try { sum /= Table.Length; }
                    catch (ArgumentException e) when (e.Message != null) { throw new InvalidOperationException("x", e); }
                    if (o is string s && s.Length > 3) { sum += s.IndexOf('q'); }
                    var list = new ArrayList { 1, "x" };
                    int[][] jagged = new int[2][];
                    jagged[0] = new int[] { 1, 2, 3 };
                    string report = $"{sum}: {1.5.ToString("F2")} {list.Count:D4}" + jagged[0].Length;
                    return sum + Encoding.UTF8.GetBytes(report).Length + new StringBuilder().Append(1L).ToString().Length;
                }
            }
        }
        """).Should().BeEmpty();

    [Fact]
    public void A_violation_points_at_its_line() =>
        surface.Check("namespace N\n{\n    internal class C\n    {\n        internal string M()\n        {\n            return \"a\\0\";\n        }\n    }\n}\n")
            .Should().ContainSingle().Which.Should().StartWith("Sample.cs(7,13): error NANO003");

    private void Refused(string expected, string member)
    {
        var errors = surface.Check($"using System;\nnamespace N\n{{\n    internal class C\n    {{\n        {member}\n    }}\n}}\n");
        errors.Should().Contain(error => error.Contains($"error {expected}:"), "the errors are {0}", string.Join("\n", errors));
    }
}
