using System.Globalization;
using System.Reflection;

namespace StableSpamCompose.Torch.Tests;

/// <summary>What of an assembly other assemblies can use, one line a member.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of all public types outside <paramref name="except"/>, in the order of their text.</summary>
    public static string[] Of(Assembly assembly, string except) =>
        [.. assembly.GetTypes().Where(type => IsVisible(type) && type.Namespace != except).SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        yield return Kind(type) + Name(type);
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            if (member is FieldInfo { IsSpecialName: true })
                continue;
            string? line = member switch
            {
                ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic =>
                    $"{Access(constructor)}{Name(type)}({Parameters(constructor)})",
                MethodInfo method when IsVisible(method) && method.Name != "Finalize" =>
                    $"{Access(method)}{Modifiers(method)}{Name(method.ReturnType)} {Name(type)}.{method.Name}{Arity(method)}({Parameters(method)})",
                FieldInfo field when field.IsPublic || field.IsFamily =>
                    $"{(field.IsPublic ? "public " : "protected ")}{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {Name(type)}.{field.Name}{Constant(field)}",
                _ => null,
            };
            if (line is not null)
                yield return line;
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType!));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Kind(Type type) =>
        type.IsEnum ? "enum " : type.IsInterface ? "interface " : type.IsValueType ? "struct "
        : type.IsAbstract && type.IsSealed ? "static class " : type.IsSealed ? "sealed class " : type.IsAbstract ? "abstract class " : "class ";

    private static string Access(MethodBase method) => method.IsPublic ? "public " : "protected ";

    // A member that implements an interface is virtual to the runtime alone.
    private static string Modifiers(MethodInfo method) =>
        method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "";

    private static string Arity(MethodInfo method) => method.IsGenericMethod ? $"<{method.GetGenericArguments().Length}>" : "";

    private static string Constant(FieldInfo field) =>
        field.IsLiteral ? " = " + Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture) : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + (Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        string name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
