using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Writes a value as a C# expression. What differs between kernels and the host is the vocabulary.</summary>
/// <param name="nodes">The values.</param>
/// <param name="reference">The name by which a value is known where the expression stands; <see langword="null"/> writes it out.</param>
internal abstract class ExpressionText(EquatableArray<Node> nodes, Func<int, string?> reference)
{
    /// <summary>How strongly an expression's operator binds.</summary>
    protected enum Precedence
    {
        /// <summary>a ? b : c</summary>
        Conditional,

        /// <summary>a or b</summary>
        Or,

        /// <summary>a and b</summary>
        And,

        /// <summary>a == b</summary>
        Equality,

        /// <summary>a &lt; b</summary>
        Relation,

        /// <summary>a + b</summary>
        Sum,

        /// <summary>a * b</summary>
        Product,

        /// <summary>-a</summary>
        Unary,

        /// <summary>A name, a literal, a call.</summary>
        Primary,
    }

    /// <summary>The value as an expression, written out even where it has a name.</summary>
    public string Define(int node) => Text(nodes[node]).Text;

    /// <summary>The value by its name, or as an expression.</summary>
    public string Use(int node) => Use(node, Precedence.Conditional);

    /// <summary>The value as a choice between a usual and a rare one, where that is worth a branch; <see langword="null"/> where not.</summary>
    public virtual RareChoice? RareOf(int node) => null;

    /// <summary>Whether a value is known by a name where the expression stands.</summary>
    protected bool IsNamed(int node) => reference(node) is not null;

    /// <summary>The expression of a node, and how strongly it binds.</summary>
    protected abstract (string Text, Precedence Precedence) Text(Node node);

    /// <summary>An operand, in brackets where its operator binds less than <paramref name="least"/>.</summary>
    protected string Use(int node, Precedence least)
    {
        if (reference(node) is { } name) return name;
        (string text, Precedence precedence) = Text(nodes[node]);
        return precedence < least ? $"({text})" : text;
    }

    /// <summary>The node with this index.</summary>
    protected Node Node(int node) => nodes[node];

    /// <summary><c>a operator b</c>. Arithmetic groups to the left, and never regroups.</summary>
    protected (string, Precedence) Infix(Node node, string symbol, Precedence precedence) =>
        ($"{Use(node.Operands[0], precedence)} {symbol} {Use(node.Operands[1], precedence + 1)}", precedence);

    /// <summary><c>operator a</c>.</summary>
    protected (string, Precedence) Prefix(Node node, string symbol) =>
        (symbol + Use(node.Operands[0], Precedence.Primary), Precedence.Unary);

    /// <summary><c>function(a, b)</c>. A comparison is bracketed after the first argument: C# takes <c>f(a &lt; b, c &gt; (d))</c> for a generic call.</summary>
    protected (string, Precedence) Call(Node node, string function) =>
        ($"{function}({string.Join(", ", node.Operands.Select((operand, i) => Use(operand, i == 0 ? Precedence.Conditional : Precedence.Sum)))})", Precedence.Primary);
}
