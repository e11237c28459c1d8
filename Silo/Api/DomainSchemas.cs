using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Silo.Api;

/// <summary>Domain values in the OpenAPI document as the primitives they are on the wire.</summary>
internal static class DomainSchemas
{
    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (Primitive(type) is { } primitive)
        {
            schema.Type = primitive;
        }

        return Task.CompletedTask;
    }

    private static JsonSchemaType? Primitive(Type type)
    {
        var value = type == typeof(BarSize)
            ? typeof(string)
            : Array.Find(type.GetInterfaces(), static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IScalar<,>))?.GetGenericArguments()[1];
        return value is null ? null
            : value == typeof(string) ? JsonSchemaType.String
            : value == typeof(decimal) ? JsonSchemaType.Number
            : JsonSchemaType.Integer;
    }
}
