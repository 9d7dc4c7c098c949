<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>%Ln s left</numerusform>
            <numerusform>%Ln s left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>%Ln min left</numerusform>
            <numerusform>%Ln min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>%Ln h left</numerusform>
            <numerusform>%Ln h left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln min</source>
        <translation>
            <numerusform>about %Ln min</numerusform>
            <numerusform>about %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln h</source>
        <translation>
            <numerusform>about %Ln h</numerusform>
            <numerusform>about %Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min ago</source>
        <translation>
            <numerusform>%Ln min ago</numerusform>
            <numerusform>%Ln min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h ago</source>
        <translation>
            <numerusform>%Ln h ago</numerusform>
            <numerusform>%Ln h ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::app::Desk</name>
    <message numerus="yes">
        <source>%n photo(s) could not be read.</source>
        <translation>
            <numerusform>One photo could not be read.</numerusform>
            <numerusform>%n photos could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) added.</source>
        <translation>
            <numerusform>One photo added.</numerusform>
            <numerusform>%n photos added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::DropOverlay</name>
    <message numerus="yes">
        <source>%Ln folder(s), with all photos below</source>
        <translation>
            <numerusform>%Ln folder, with all photos below</numerusform>
            <numerusform>%Ln folders, with all photos below</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for folders; this is %Ln photo(s)</source>
        <translation>
            <numerusform>for folders; this is one photo</numerusform>
            <numerusform>for folders; these are %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::FoldersPage</name>
    <message numerus="yes">
        <source>%1 in %Ln folder(s). Indexing only reads them; your files stay as they are.</source>
        <translation>
            <numerusform>%1 in one folder. Indexing only reads them; your files stay as they are.</numerusform>
            <numerusform>%1 in %Ln folders. Indexing only reads them; your files stay as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::MainWindow</name>
    <message numerus="yes">
        <source>A search takes %Ln picture(s); the first ones were taken.</source>
        <translation>
            <numerusform>A search takes one picture; the first one was taken.</numerusform>
            <numerusform>A search takes %Ln pictures; the first ones were taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>one picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied. Paste into a folder or a message.</source>
        <translation>
            <numerusform>One photo copied. Paste it into a folder or a message.</numerusform>
            <numerusform>%Ln photos copied. Paste them into a folder or a message.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search the %Ln photo(s) that are ready, in your own words</source>
        <translation>
            <numerusform>Search the one photo that is ready, in your own words</numerusform>
            <numerusform>Search the %Ln photos that are ready, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Search your %Ln photo(s), in your own words</source>
        <translation>
            <numerusform>Search your photo, in your own words</numerusform>
            <numerusform>Search your %Ln photos, in your own words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Best %Ln photo(s)</source>
        <translation>
            <numerusform>Best photo</numerusform>
            <numerusform>Best %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::PhotoGrid</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::ProblemsPage</name>
    <message numerus="yes">
        <source>%Ln file(s) could not be read; the rest of each folder is not affected.</source>
        <translation>
            <numerusform>One file could not be read; the rest of its folder is not affected.</numerusform>
            <numerusform>%Ln files could not be read; the rest of each folder is not affected.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fovea::ui::SelectionBar</name>
    <message numerus="yes">
        <source>%Ln photo(s) selected</source>
        <translation>
            <numerusform>%Ln photo selected</numerusform>
            <numerusform>%Ln photos selected</numerusform>
        </translation>
    </message>
</context>
</TS>
