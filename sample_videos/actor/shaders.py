"""The light: OpenGL shaders for the skinned figure and the room, one key light with a soft shadow, a fill light, sky.

The figure is lit at its vertices (they lie 5 supersampled pixels apart), the room twice at its pixels: with and without
the key light.
"""

MAX_BONES = 40  # slot 0 stays the identity

_SKIN = f"""
uniform mat4 bones[{MAX_BONES}];
in vec3 position;
in vec4 bone;
in vec4 weight;
mat4 skin() {{
    return bones[int(bone.x)] * weight.x + bones[int(bone.y)] * weight.y
         + bones[int(bone.z)] * weight.z + bones[int(bone.w)] * weight.w;
}}
"""

#: Share of the taps on a disc that see the lamp. Nothing outside ``reach`` (the figure's place on the map) is in shadow.
_SHADOW = """
uniform sampler2DShadow shadow;
uniform mat4 light;
uniform float softness;
uniform vec4 reach;
float key_light(vec3 place, int first, int step) {
    vec3 at = (light * vec4(place, 1)).xyz * 0.5 + 0.5;
    bool inside = all(greaterThan(at.xy, reach.xy)) && all(lessThan(at.xy, reach.zw));
    int last = inside ? 16 : 0;
    float seen = 0.0, taps = 0.0;
    for (int i = first; i < last; i += step) {
        float turn = float(i) * 2.39996, radius = sqrt((float(i) + 0.5) / 16.0) * softness;
        seen += texture(shadow, vec3(at.xy + radius * vec2(cos(turn), sin(turn)), at.z - 0.0025));
        taps += 1.0;
    }
    return inside ? seen / taps : 1.0;
}
"""

_LIGHT = """
uniform vec3 key_direction;
uniform vec3 key_colour;
uniform vec3 fill_direction;
uniform vec3 fill_colour;
uniform vec3 sky;
uniform vec3 bounce;
vec3 lit(vec3 base, vec3 n, float key) {
    float fill = max(dot(n, fill_direction) * 0.7 + 0.3, 0.0);
    return base * (key_colour * key + fill_colour * fill + mix(bounce, sky, n.y * 0.5 + 0.5));
}
"""

SHADOW_VERTEX = f"""#version 330
{_SKIN}
uniform mat4 light;
void main() {{ gl_Position = light * (skin() * vec4(position, 1)); }}
"""

SHADOW_FRAGMENT = """#version 330
void main() {}
"""

FIGURE_VERTEX = f"""#version 330
{_SKIN}
{_SHADOW}
{_LIGHT}
uniform mat4 camera;
uniform vec3 eye;
in vec3 normal;
in vec3 colour;
in float pattern;
out vec3 shade;
void main() {{
    mat4 turn = skin();
    vec3 place = (turn * vec4(position, 1)).xyz;
    vec3 n = normalize(mat3(turn) * normal), to_eye = normalize(eye - place);
    float wrap = pattern > 5.5 ? 0.25 : 0.0;               // skin lets light round the edge
    float key = max((dot(n, key_direction) + wrap) / (1.0 + wrap), 0.0) * key_light(place + n * 0.01, 2, 3);
    float rim = mix(0.72, 1.0, smoothstep(0.0, 0.45, abs(dot(n, to_eye))));
    float shine = pattern > 5.5 ? 0.05 * pow(max(dot(n, normalize(key_direction + to_eye)), 0.0), 18.0) : 0.0;
    shade = pow(clamp(lit(colour, n, key) * rim + key * key_colour * shine, 0.0, 1.0), vec3(1.0 / 2.2));
    gl_Position = camera * vec4(place, 1);
}}
"""

FIGURE_FRAGMENT = """#version 330
in vec3 shade;
out vec4 result;
void main() { result = vec4(shade, 1); }
"""

ROOM_VERTEX = """#version 330
uniform mat4 camera;
in vec3 position;
in vec3 normal;
in vec3 colour;
in float pattern;
out vec3 world;
out vec3 facing;
out vec3 paint;
flat out float kind;
void main() {
    world = position;
    facing = normal;
    paint = colour;
    kind = pattern;
    gl_Position = camera * vec4(position, 1);
}
"""

ROOM_FRAGMENT = f"""#version 330
{_SHADOW}
{_LIGHT}
uniform float key_strength;
in vec3 world;
in vec3 facing;
in vec3 paint;
flat in float kind;
out vec4 result;

float hash(vec2 p) {{ return fract(sin(dot(p, vec2(127.1, 311.7))) * 43758.5453); }}
float noise(vec2 p) {{
    vec2 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(hash(i), hash(i + vec2(1, 0)), f.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
}}

vec3 pattern(vec3 base) {{
    vec2 at = world.xz;
    if (kind < 0.5) return base;
    if (kind < 1.5) {{                                     // floor boards along x
        vec2 board = at * vec2(0.7, 7.0);
        board.x += hash(vec2(floor(board.y), 3.0)) * 7.0;
        float tone = 0.86 + 0.26 * hash(floor(board));
        float grain = 0.92 + 0.16 * noise(vec2(at.x * 3.0, at.y * 90.0));
        float gap = smoothstep(0.0, 0.035, min(fract(board.y), 1.0 - fract(board.y)));
        return base * tone * grain * mix(0.6, 1.0, gap);
    }}
    if (kind < 2.5) return base * (0.86 + 0.28 * noise(at * 140.0)) * (0.9 + 0.2 * noise(at * 6.0));
    if (kind < 3.5) {{                                     // square tiles
        vec2 tile = fract(at * 2.2);
        vec2 edge = min(tile, 1.0 - tile);
        float gap = smoothstep(0.005, 0.02, min(edge.x, edge.y));
        return base * mix(0.7, 1.0, gap) * (0.93 + 0.14 * hash(floor(at * 2.2)));
    }}
    return base * (0.95 + 0.1 * noise(world.xy * 1.5 + world.zz));   // painted wall
}}

void main() {{
    vec3 n = normalize(facing);
    float key = max(dot(n, key_direction), 0.0) * key_light(world, 0, 1) * key_strength;
    result = vec4(pow(clamp(lit(pattern(paint), n, key), 0.0, 1.0), vec3(1.0 / 2.2)), 1);
}}
"""

PLACE_VERTEX = """#version 330
uniform mat4 camera;
in vec3 position;
out vec3 world;
void main() {
    world = position;
    gl_Position = camera * vec4(position, 1);
}
"""

#: The room behind a moving figure: two finished pictures of it, with and without the key light, and the figure's shadow.
SCREEN_FRAGMENT = f"""#version 330
{_SHADOW}
uniform sampler2D sunlit;
uniform sampler2D shaded;
in vec3 world;
out vec4 result;
void main() {{
    ivec2 at = ivec2(gl_FragCoord.xy);
    result = mix(texelFetch(shaded, at, 0), texelFetch(sunlit, at, 0), key_light(world, 0, 2));
}}
"""

#: What stands before the figure hides it.
HOLE_FRAGMENT = """#version 330
in vec3 world;
out vec4 result;
void main() { result = vec4(0); }
"""
